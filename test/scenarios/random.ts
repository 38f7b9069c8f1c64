/** A source of chance that gives the same for the same seed. */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number below limit. */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  /** Each item with the given chance. */
  some<T>(list: readonly T[], chance: number): T[];
}

/** Mulberry32, by Tommy Ettinger: 32 bits of state are enough to shuffle a test. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    some: (list, chance) => list.filter(() => next() < chance),
  };
}
