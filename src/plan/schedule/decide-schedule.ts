import type { Why } from './candidate.ts';
import { chooseGroup, type GroupChoice } from './choose-group.ts';
import type { Choice } from './choice.ts';
import { divideByRule } from './divide-by-rule.ts';
import type { LearnedLimit } from './facts.ts';
import { groupLeft } from './group-left.ts';
import { learnLimits } from './learn-limits.ts';
import { Ordering } from './ordering.ts';
import { rosterOf, type Roster } from './roster.ts';
import type { ScheduleDecision, TakenCluster } from './schedule-decision.ts';
import { isRequested, mayMove, type ScheduleInput } from './schedule-input.ts';
import { settle } from './settle.ts';
import { surveyClusters, type Survey } from './survey-clusters.ts';
import { takeSeats } from './take-seats.ts';

/**
 * Decides which of the allowed clusters one object goes to and, where its replicas are divided, how many each gets:
 * filter, group, spread, score, select, divide, and move no more than is called for. Every allowed cluster is in the
 * answer, with a reason. The same input gives the same answer, and the answer fed back gives itself. What a rule says
 * of a list of clusters is found out once: objects that share both share that work, and neither may change afterwards.
 */
export function decideSchedule(input: ScheduleInput): ScheduleDecision {
  const state = stateOf(input);
  const survey = surveyClusters(input, state.roster, state.returning);
  const group = chooseGroup(new Ordering(survey, input), input.rule, input.previous?.group);
  const places = group.shortfall === undefined ? placed(input, state, survey, group) : kept(input, survey);
  const { names } = state.roster;
  return {
    outcome: group.shortfall === undefined ? 'Scheduled' : 'Unschedulable',
    message: messageOf(group, places),
    ...(group.group !== undefined && { group: group.group }),
    taken: places.taken.filter((each) => each !== undefined),
    left: groupLeft(names, (place) => {
      if (places.taken[place]) return undefined;
      return survey.refusals[place] ?? (places.unneeded.has(place) ? notNeeded : group.whyNot(place));
    }),
    unplaced: places.unplaced,
    ...remembered(input, state, survey),
  };
}

interface State {
  readonly roster: Roster;
  readonly limits: ReadonlyMap<string, LearnedLimit>;
  /** Clusters that are back, and what they had. */
  readonly returning: ReadonlyMap<string, number>;
}

/** What became of the clusters that were chosen. */
interface Places {
  /** By the place in the roster. */
  readonly taken: readonly (TakenCluster | undefined)[];
  /** Chosen, and then no replica was left for it. */
  readonly unneeded: ReadonlySet<number>;
  readonly unplaced: number;
}

const chosen: Why = { reason: 'Chosen', message: 'it is among the best that can take it' };
const notNeeded: Why = { reason: 'NotNeeded', message: 'no replica is left for it' };
const keptWhy: Why = { reason: 'Kept', message: 'it has it already, and nothing else can be found' };
const autoscaled: Why = { reason: 'Autoscaled', message: 'an autoscaler of the cluster says how many replicas it has' };

function stateOf(input: ScheduleInput): State {
  const { previous, rule, clusters, workloads, now } = input;
  const roster = rosterOf(clusters);
  const known = isRequested(input) ? new Map<string, LearnedLimit>() : (previous?.limits ?? new Map());
  const former = rule.returns ? [...(previous?.former ?? [])] : [];
  return {
    roster,
    limits: learnLimits({ known, workloads, now, retryFullAfterMs: rule.retryFullAfterMs }),
    returning: new Map(former.filter(([name]) => roster.isReady(name))),
  };
}

function placed(input: ScheduleInput, { limits, returning }: State, survey: Survey, group: GroupChoice): Places {
  const { rule, total } = input;
  const taken = noneTaken(survey);
  const unneeded = new Set<number>();
  if (!rule.divide) {
    for (const choice of group.chosen) taken[choice.place] = takenBy(choice, undefined);
    return { taken, unneeded, unplaced: 0 };
  }
  const seats = takeSeats({ chosen: group.chosen, rule, limits, survey });
  const maxSkew = Math.min(...rule.spread.map(({ maxSkew }) => maxSkew));
  const ideal = divideByRule(total, seats, rule.divide.by, maxSkew);
  const counts = mayMove(input) ? ideal : settle(total, seats, ideal, returning);
  let given = 0;
  for (const [index, choice] of group.chosen.entries()) {
    const replicas = counts[index] ?? 0;
    given += replicas;
    if (survey.workloads[choice.place]?.isAutoscaled === true) {
      taken[choice.place] = { cluster: choice.name, ...autoscaled };
    } else if (replicas > 0 || total === 0 || choice.hold?.isFrozen === true) {
      taken[choice.place] = takenBy(choice, replicas);
    } else unneeded.add(choice.place);
  }
  return { taken, unneeded, unplaced: Math.max(0, total - given) };
}

/** Where nothing can be found as asked for, what runs stays, in lost clusters as well. */
function kept({ rule, total }: ScheduleInput, survey: Survey): Places {
  const taken = noneTaken(survey);
  let placed = 0;
  for (const [place, cluster] of survey.standings.roster.names.entries()) {
    const replicas = survey.held[place] ?? -1;
    if (replicas < 0 || (survey.isOpen[place] === 0 && survey.refusals[place]?.reason !== 'Lost')) continue;
    taken[place] = rule.divide ? { cluster, replicas, ...keptWhy } : { cluster, ...keptWhy };
    placed += replicas;
  }
  return { taken, unneeded: new Set(), unplaced: rule.divide ? Math.max(0, total - placed) : 0 };
}

function noneTaken({ held }: Survey): (TakenCluster | undefined)[] {
  const taken: (TakenCluster | undefined)[] = [];
  taken.length = held.length;
  return taken;
}

function takenBy({ name, hold }: Choice, replicas: number | undefined): TakenCluster {
  const { reason, message } = hold ?? chosen;
  return replicas === undefined ? { cluster: name, reason, message } : { cluster: name, replicas, reason, message };
}

function messageOf({ shortfall }: GroupChoice, { taken, unplaced }: Places): string {
  if (shortfall !== undefined) return shortfall;
  const count = taken.filter((each) => each !== undefined).length;
  const places = `in ${count} ${count === 1 ? 'cluster' : 'clusters'}`;
  return unplaced === 0 ? places : `${places}; no room for ${unplaced} ${unplaced === 1 ? 'replica' : 'replicas'}`;
}

/** What the next decision has to know. */
function remembered(
  { rule, previous, now }: ScheduleInput,
  { roster, limits }: State,
  { held, holds, refusals }: Survey,
): Pick<ScheduleDecision, 'limits' | 'former' | 'rebalanceRequest' | 'recheckAt'> {
  const former: [string, number][] = [];
  for (const place of rule.divide ? roster.lost : []) {
    const name = roster.names[place] ?? '';
    const has = held[place] ?? -1;
    const had = refusals[place]?.reason === 'Lost' && has >= 0 ? has : previous?.former.get(name);
    if (had !== undefined) former.push([name, had]);
  }
  const times = [
    ...Array.from(holds.values(), ({ until }) => until ?? Infinity),
    ...Array.from(limits.values(), ({ since }) => since + rule.retryFullAfterMs),
  ].filter((time) => time > now);
  const recheckAt = Math.min(...times);
  return {
    limits: new Map([...limits].sort(([a], [b]) => (a < b ? -1 : 1))),
    former: new Map(former),
    ...(rule.rebalanceRequest !== undefined && { rebalanceRequest: rule.rebalanceRequest }),
    ...(recheckAt < Infinity && { recheckAt }),
  };
}
