import type { Choice } from './choice.ts';
import type { LeftCluster } from './group-left.ts';
import type { ScheduleRule, SpreadRule } from './schedule-rule.ts';

/** Which clusters are taken, in the order given. */
export interface Selection {
  readonly chosen: readonly Choice[];
  readonly dropped: readonly LeftCluster[];
  /** What is missing for the spread that is asked for; then nothing should be done with the rest. */
  readonly shortfall?: string;
}

/**
 * Selects clusters, the best of which come first, as spread and maxClusters ask for. Each spread keeps to the groups
 * that come first; the spreads count in their order. What runs is let go only where there is no other way.
 */
export function selectClusters(ordered: readonly Choice[], rule: ScheduleRule, mayMove: boolean): Selection {
  const kept = mayMove ? undefined : select(ordered, rule, true);
  return kept && kept.shortfall === undefined ? kept : select(ordered, rule, false);
}

function select(ordered: readonly Choice[], rule: ScheduleRule, keepsHeld: boolean): Selection {
  const inGroups = keepToGroups(ordered, rule.spread);
  if (inGroups.shortfall !== undefined) return inGroups;
  const picked = new Pick(inGroups.chosen, rule);
  if (keepsHeld) picked.takeWhere(({ isHeld }) => isHeld);
  picked.takeWhere((choice) => picked.bringsNewGroup(choice));
  picked.fill();
  const shortfall = picked.shortfall();
  return {
    chosen: inGroups.chosen.filter((choice) => picked.has(choice)),
    dropped: [...inGroups.dropped, ...picked.dropped()],
    ...(shortfall !== undefined && { shortfall }),
  };
}

/** Drops the clusters of groups beyond maxGroups. */
function keepToGroups(ordered: readonly Choice[], spread: readonly SpreadRule[]): Selection {
  let chosen = ordered;
  const dropped: LeftCluster[] = [];
  for (const { label, minGroups, maxGroups } of spread) {
    const groups = new Set<string>();
    for (const choice of chosen) if (groups.size < maxGroups) groups.add(valueOf(choice, label));
    if (groups.size < minGroups) return { chosen, dropped, shortfall: missing(label, minGroups, groups.size) };
    const message = `${formatGroups(maxGroups)} of ${label} are enough`;
    for (const choice of chosen) {
      if (!groups.has(valueOf(choice, label))) {
        dropped.push({ cluster: choice.cluster.name, reason: 'EnoughGroups', message });
      }
    }
    chosen = chosen.filter((choice) => groups.has(valueOf(choice, label)));
  }
  return { chosen, dropped };
}

/** The clusters that have been picked so far, and how many of them are in each group. */
class Pick {
  readonly #ordered: readonly Choice[];
  readonly #rule: ScheduleRule;
  readonly #picked = new Set<Choice>();
  readonly #counts: readonly { readonly spread: SpreadRule; readonly byValue: Map<string, number> }[];

  constructor(ordered: readonly Choice[], rule: ScheduleRule) {
    this.#ordered = ordered;
    this.#rule = rule;
    this.#counts = rule.spread.map((spread) => ({
      spread,
      byValue: new Map(ordered.map((choice) => [valueOf(choice, spread.label), 0])),
    }));
  }

  has(choice: Choice): boolean {
    return this.#picked.has(choice);
  }

  takeWhere(isWanted: (choice: Choice) => boolean): void {
    for (const choice of this.#ordered) {
      if (this.#picked.size >= this.#rule.maxClusters) return;
      if (!this.#picked.has(choice) && isWanted(choice)) this.#take(choice);
    }
  }

  bringsNewGroup(choice: Choice): boolean {
    return this.#counts.some(
      ({ spread, byValue }) => filled(byValue) < spread.minGroups && byValue.get(valueOf(choice, spread.label)) === 0,
    );
  }

  /** Takes as many more as there may be; where clusters are what is spread, always from the emptiest group. */
  fill(): void {
    const even = this.#rule.divide ? undefined : this.#counts.find(({ spread }) => spread.maxSkew < Infinity);
    if (!even) return this.takeWhere(() => true);
    const { spread, byValue } = even;
    const queues = this.#waitingBy(spread.label);
    while (this.#picked.size < this.#rule.maxClusters) {
      const [value, queue] = emptiest(queues, byValue) ?? [];
      const next = queue?.shift();
      if (value === undefined || !next) return;
      const lowest = Math.min(...byValue.values());
      if ((byValue.get(value) ?? 0) + 1 - lowest > spread.maxSkew) return;
      this.#take(next);
    }
  }

  shortfall(): string | undefined {
    const short = this.#counts.find(({ spread, byValue }) => filled(byValue) < spread.minGroups);
    return short && missing(short.spread.label, short.spread.minGroups, filled(short.byValue));
  }

  dropped(): LeftCluster[] {
    const isFull = this.#picked.size >= this.#rule.maxClusters;
    const why = isFull
      ? { reason: 'EnoughClusters', message: `${this.#rule.maxClusters} clusters are enough` }
      : { reason: 'WouldSkew', message: 'more clusters of its group would be more than maxSkew allows' };
    const dropped: LeftCluster[] = [];
    for (const choice of this.#ordered) {
      if (this.#picked.has(choice)) continue;
      dropped.push({ cluster: choice.cluster.name, reason: why.reason, message: why.message });
    }
    return dropped;
  }

  #take(choice: Choice): void {
    this.#picked.add(choice);
    for (const { spread, byValue } of this.#counts) {
      const value = valueOf(choice, spread.label);
      byValue.set(value, (byValue.get(value) ?? 0) + 1);
    }
  }

  #waitingBy(label: string): Map<string, Choice[]> {
    const queues = new Map<string, Choice[]>();
    for (const choice of this.#ordered) {
      if (this.#picked.has(choice)) continue;
      const queue = queues.get(valueOf(choice, label));
      if (queue) queue.push(choice);
      else queues.set(valueOf(choice, label), [choice]);
    }
    return queues;
  }
}

/** The value of a label that the filters have seen to. */
export function valueOf({ cluster }: Choice, label: string): string {
  return cluster.labels[label] ?? '';
}

function filled(byValue: ReadonlyMap<string, number>): number {
  let count = 0;
  for (const clusters of byValue.values()) if (clusters > 0) count += 1;
  return count;
}

function emptiest(
  queues: ReadonlyMap<string, Choice[]>,
  counts: ReadonlyMap<string, number>,
): [string, Choice[]] | undefined {
  let best: [string, Choice[]] | undefined;
  for (const entry of queues) {
    if (entry[1].length === 0) continue;
    if (!best || (counts.get(entry[0]) ?? 0) < (counts.get(best[0]) ?? 0)) best = entry;
  }
  return best;
}

function missing(label: string, wanted: number, found: number): string {
  return `clusters in ${formatGroups(wanted)} of ${label} are wanted, and there are only ${found}`;
}

function formatGroups(count: number): string {
  return `${count} ${count === 1 ? 'group' : 'groups'}`;
}
