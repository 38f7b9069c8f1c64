import type { Choice } from './choice.ts';
import { mayMove, type ScheduleInput } from './schedule-input.ts';
import type { MeritClass } from './standings.ts';
import type { Survey } from './survey-clusters.ts';

/** More than there are clusters, and so few that a rank times it is still a whole number. */
const placesInAll = 2 ** 20;

/**
 * The clusters that may be chosen, the best first, sorted only as far as somebody looks. Unless what runs may be moved,
 * clusters that have the object come before all others. If it may, it does not matter where it runs: else one decision
 * would ask for the next. Ranks do not change when others come and go, so that little moves even then.
 */
export class Ordering {
  readonly survey: Survey;
  readonly mayMove: boolean;
  readonly #input: ScheduleInput;
  readonly #classes: readonly MeritClass[];
  readonly #line: Choice[] = [];
  /** Counts classes: first of those that have the object, then of the others. */
  #next = 0;

  constructor(survey: Survey, input: ScheduleInput, classes = survey.standings.classes) {
    this.survey = survey;
    this.mayMove = mayMove(input);
    this.#input = input;
    this.#classes = classes;
  }

  /** Those of one tier. */
  inTier(tier: number): Ordering {
    return new Ordering(
      this.survey,
      this.#input,
      this.#classes.filter((each) => each.tier === tier),
    );
  }

  /** The tiers that have a cluster, in their order. */
  tiers(isWanted: (place: number) => boolean = () => true): number[] {
    const { isOpen } = this.survey;
    const classes = this.#classes.filter(({ places }) =>
      places.some((place) => isOpen[place] === 1 && isWanted(place)),
    );
    return [...new Set(classes.map(({ tier }) => tier))];
  }

  /** Undefined beyond the last. */
  at(index: number): Choice | undefined {
    while (index >= this.#line.length && this.#sortMore());
    return this.#line[index];
  }

  /** Those that were looked at so far. */
  seen(): readonly Choice[] {
    return this.#line;
  }

  /** False where there are no more. */
  #sortMore(): boolean {
    const rounds = this.mayMove ? 1 : 2;
    if (this.#next >= rounds * this.#classes.length) return false;
    const places = this.#classes[this.#next % this.#classes.length]?.places ?? new Int32Array();
    const wanted = this.#next < this.#classes.length ? 1 : 0;
    this.#next += 1;
    for (const place of this.#sorted(this.#openOf(places, wanted))) this.#line.push(this.#choiceAt(place));
    return true;
  }

  #openOf(places: Int32Array, wanted: number): number[] {
    const { isOpen, isHeld } = this.survey;
    const open: number[] = [];
    for (const place of places) {
      if (isOpen[place] === 1 && (this.mayMove || isHeld[place] === wanted)) open.push(place);
    }
    return open;
  }

  /** By a hash of cluster and object, after the room where few clusters are to do. */
  #sorted(places: readonly number[]): readonly number[] {
    if (places.length < 2) return places;
    const { rooms, standings } = this.survey;
    const { key, rule } = this.#input;
    const ranks = new Float64Array(places.length);
    for (const [index, place] of places.entries()) {
      ranks[index] = standings.roster.rankOf(place, key) * placesInAll + place;
    }
    ranks.sort();
    const byRank = Array.from(ranks, (rank) => rank % placesInAll);
    if (rule.divide?.by !== 'FewestClusters') return byRank;
    return byRank.sort((a, b) => descending(rooms[a] ?? 0, rooms[b] ?? 0));
  }

  #choiceAt(place: number): Choice {
    const { standings, rooms, isHeld, holds } = this.survey;
    return {
      name: standings.roster.names[place] ?? '',
      place,
      tier: standings.tiers[place] ?? 0,
      room: rooms[place] ?? 0,
      isHeld: isHeld[place] === 1,
      hold: holds.get(place),
    };
  }
}

/** Both may be Infinity, of which the difference is not a number. */
function descending(one: number, other: number): number {
  if (one === other) return 0;
  return other > one ? 1 : -1;
}
