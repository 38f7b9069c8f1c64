import type { Why } from './candidate.ts';
import type { Choice } from './choice.ts';
import type { Ordering } from './ordering.ts';
import type { ScheduleRule, SpreadRule } from './schedule-rule.ts';

interface SpreadCount {
  readonly spread: SpreadRule;
  /** The group of each cluster, by its place. */
  readonly of: Int32Array;
  /** How many clusters were picked of each group. */
  readonly picked: Int32Array;
  /** Of how many groups some were. */
  filled: number;
}

const wouldSkew: Why = {
  reason: 'WouldSkew',
  message: 'more clusters of its group would be more than maxSkew allows',
};

/** The clusters that have been picked so far, and how many of them are in each group. */
export class Pick {
  readonly #ordered: Ordering;
  readonly #rule: ScheduleRule;
  readonly #isAllowed: (place: number) => boolean;
  readonly #isPicked: Uint8Array;
  readonly #counts: readonly SpreadCount[];
  #size = 0;

  constructor(ordered: Ordering, rule: ScheduleRule, isAllowed: (place: number) => boolean) {
    const { roster } = ordered.survey.standings;
    this.#ordered = ordered;
    this.#rule = rule;
    this.#isAllowed = isAllowed;
    this.#isPicked = new Uint8Array(roster.clusters.length);
    this.#counts = rule.spread.map((spread) => {
      const { of, count } = roster.groupsBy(spread.label);
      return { spread, of, picked: new Int32Array(count), filled: 0 };
    });
  }

  /** In their order. */
  chosen(): Choice[] {
    return this.#ordered.seen().filter(({ place }) => this.#isPicked[place] === 1);
  }

  /** Takes those that have the object, which come first. */
  takeHeld(): void {
    this.#takeWhile(
      ({ isHeld }) => isHeld,
      () => true,
    );
  }

  /** Takes the best of each group that has none yet, as long as one has to. */
  takeForSpread(): void {
    const lacks = () => this.#counts.some(({ spread, filled }) => filled < spread.minGroups);
    if (!lacks()) return;
    this.#takeWhile(lacks, ({ place }) =>
      this.#counts.some(({ spread, of, picked, filled }) => filled < spread.minGroups && picked[of[place] ?? 0] === 0),
    );
  }

  /** Takes as many more as there may be; where clusters are what is spread, always from the emptiest group. */
  fill(): void {
    const even = this.#rule.divide ? undefined : this.#counts.find(({ spread }) => spread.maxSkew < Infinity);
    if (even) this.#fillEvenly(even);
    else
      this.#takeWhile(
        () => true,
        () => true,
      );
  }

  /** The first spread that has not as many groups as it should. */
  missed(): { readonly spread: SpreadRule; readonly found: number } | undefined {
    const short = this.#counts.find(({ spread, filled }) => filled < spread.minGroups);
    return short && { spread: short.spread, found: short.filled };
  }

  /** Why nothing else is picked. */
  whyNoMore(): Why {
    const { maxClusters } = this.#rule;
    if (this.#size < maxClusters) return wouldSkew;
    return { reason: 'EnoughClusters', message: `${maxClusters} clusters are enough` };
  }

  /** Walks through those that are left, in their order. */
  #takeWhile(goesOn: (choice: Choice) => boolean, isWanted: (choice: Choice) => boolean): void {
    for (let index = 0; this.#size < this.#rule.maxClusters; index++) {
      const choice = this.#ordered.at(index);
      if (!choice || !goesOn(choice)) return;
      if (this.#isLeft(choice) && isWanted(choice)) this.#take(choice);
    }
  }

  #isLeft({ place }: Choice): boolean {
    return this.#isPicked[place] === 0 && this.#isAllowed(place);
  }

  #take({ place }: Choice): void {
    this.#isPicked[place] = 1;
    this.#size += 1;
    for (const count of this.#counts) {
      const group = count.of[place] ?? 0;
      if (count.picked[group] === 0) count.filled += 1;
      count.picked[group] = (count.picked[group] ?? 0) + 1;
    }
  }

  #fillEvenly({ spread, of, picked }: SpreadCount): void {
    const { queues, groups } = this.#queuesBy(of);
    while (this.#size < this.#rule.maxClusters) {
      const [group, queue] = emptiest(queues, picked) ?? [];
      const next = queue?.shift();
      if (group === undefined || !next) return;
      const lowest = Math.min(...Array.from(groups, (each) => picked[each] ?? 0));
      if ((picked[group] ?? 0) + 1 - lowest > spread.maxSkew) return;
      this.#take(next);
    }
  }

  /** Those that are left in each group, and all groups: those of which nothing is left count as well. */
  #queuesBy(of: Int32Array): { readonly queues: ReadonlyMap<number, Choice[]>; readonly groups: ReadonlySet<number> } {
    const queues = new Map<number, Choice[]>();
    const groups = new Set<number>();
    for (let index = 0; ; index++) {
      const choice = this.#ordered.at(index);
      if (!choice) return { queues, groups };
      if (!this.#isAllowed(choice.place)) continue;
      const group = of[choice.place] ?? 0;
      groups.add(group);
      if (!this.#isLeft(choice)) continue;
      const queue = queues.get(group);
      if (queue) queue.push(choice);
      else queues.set(group, [choice]);
    }
  }
}

function emptiest(queues: ReadonlyMap<number, Choice[]>, counts: Int32Array): readonly [number, Choice[]] | undefined {
  let best: readonly [number, Choice[]] | undefined;
  for (const entry of queues) {
    if (entry[1].length === 0) continue;
    if (!best || (counts[entry[0]] ?? 0) < (counts[best[0]] ?? 0)) best = entry;
  }
  return best;
}
