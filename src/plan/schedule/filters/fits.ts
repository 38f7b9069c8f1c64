import type { CapacityFilter } from '../candidate.ts';

const full = { kind: 'leave', reason: 'NoRoom', message: 'it has no room for a single replica' } as const;
const message = 'nobody knows what room it has';
const unknown = { kind: 'leave', reason: 'CapacityUnknown', message } as const;
const heldUnknown = { ...unknown, kind: 'hold', isFrozen: true } as const;

/**
 * Refuses clusters that have no room for the first replica. Where it has to be known what room there is and it is not,
 * nothing comes in, and nothing that is there moves.
 */
export const filterFits: CapacityFilter = ({ room, isKnown, isHeld }, { divide }) => {
  if (isKnown) return isHeld || room > 0 ? undefined : full;
  if (divide?.by !== 'FreeCapacity') return undefined;
  return isHeld ? heldUnknown : unknown;
};
