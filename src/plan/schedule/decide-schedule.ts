import { chooseGroup, type GroupChoice } from './choose-group.ts';
import { orderChoices, type Choice } from './choice.ts';
import { divideByRule } from './divide-by-rule.ts';
import type { ClusterFacts, LearnedLimit } from './facts.ts';
import { groupLeft, type LeftCluster } from './group-left.ts';
import { learnLimits } from './learn-limits.ts';
import type { ScheduleDecision, TakenCluster } from './schedule-decision.ts';
import { heldReplicas, isRequested, mayMove, type ScheduleInput } from './schedule-input.ts';
import { settle } from './settle.ts';
import { surveyClusters, type Survey } from './survey-clusters.ts';
import { takeSeats } from './take-seats.ts';

/**
 * Decides which of the allowed clusters one object goes to and, where its replicas are divided, how many each gets:
 * filter, group, spread, score, select, divide, and move no more than is called for. Every allowed cluster is in the
 * answer, with a reason. The same input gives the same answer, and the answer fed back gives itself.
 */
export function decideSchedule(input: ScheduleInput): ScheduleDecision {
  const state = stateOf(input);
  const survey = surveyClusters(input, state.held, state.returning);
  const ordered = orderChoices(survey.choices, input.rule, mayMove(input));
  const group = chooseGroup({
    ordered,
    rule: input.rule,
    mayMove: mayMove(input),
    ...(input.previous?.group !== undefined && { former: input.previous.group }),
  });
  const places = group.shortfall === undefined ? placed(input, state, group) : kept(input, state, survey);
  const names = sortedNames(input.clusters);
  const taken = new Set(places.taken.map(({ cluster }) => cluster));
  const left = [...survey.left, ...droppedOf(group, ordered, taken), ...places.left];
  return {
    outcome: group.shortfall === undefined ? 'Scheduled' : 'Unschedulable',
    message: messageOf(group, places),
    ...(group.group !== undefined && { group: group.group }),
    taken: inOrder(names, places.taken),
    left: groupLeft(
      inOrder(
        names,
        left.filter(({ cluster }) => !taken.has(cluster)),
      ),
    ),
    unplaced: places.unplaced,
    ...remembered(input, state, survey),
  };
}

interface State {
  readonly held: ReadonlyMap<string, number>;
  readonly limits: ReadonlyMap<string, LearnedLimit>;
  /** Clusters that are back, and what they had. */
  readonly returning: ReadonlyMap<string, number>;
}

interface Places {
  readonly taken: readonly TakenCluster[];
  readonly left: readonly LeftCluster[];
  readonly unplaced: number;
}

function stateOf(input: ScheduleInput): State {
  const { previous, rule, clusters, workloads, now } = input;
  const known = isRequested(input) ? new Map<string, LearnedLimit>() : (previous?.limits ?? new Map());
  const former = rule.returns ? [...(previous?.former ?? [])] : [];
  const ready = new Set(former.length > 0 ? clusters.filter(isReady).map(({ name }) => name) : []);
  return {
    held: heldReplicas(input),
    limits: learnLimits({ known, workloads, now, retryFullAfterMs: rule.retryFullAfterMs }),
    returning: new Map(former.filter(([name]) => ready.has(name))),
  };
}

function isReady({ lostSince }: ClusterFacts): boolean {
  return lostSince === undefined;
}

function placed(input: ScheduleInput, { held, limits, returning }: State, { chosen }: GroupChoice): Places {
  const { rule, total, workloads } = input;
  if (!rule.divide) return { taken: chosen.map((choice) => takenBy(choice, undefined, false)), left: [], unplaced: 0 };
  const seats = takeSeats({ chosen, rule, held, limits, workloads });
  const maxSkew = Math.min(...rule.spread.map(({ maxSkew }) => maxSkew));
  const ideal = divideByRule(total, seats, rule.divide.by, maxSkew);
  const counts = mayMove(input) ? ideal : settle(total, seats, ideal, returning);
  const taken: TakenCluster[] = [];
  const left: LeftCluster[] = [];
  for (const [index, choice] of chosen.entries()) {
    const replicas = counts[index] ?? 0;
    const isAutoscaled = workloads.get(choice.cluster.name)?.isAutoscaled === true;
    const isTaken = replicas > 0 || total === 0 || isAutoscaled || choice.hold?.isFrozen === true;
    if (isTaken) taken.push(takenBy(choice, replicas, isAutoscaled));
    else left.push({ cluster: choice.cluster.name, reason: 'NotNeeded', message: 'no replica is left for it' });
  }
  return { taken, left, unplaced: Math.max(0, total - counts.reduce((sum, count) => sum + count, 0)) };
}

/** Where nothing can be found as asked for, what runs stays, in lost clusters as well. */
function kept({ rule, total }: ScheduleInput, { held }: State, { choices, left }: Survey): Places {
  const lost = left.filter(({ reason }) => reason === 'Lost').map(({ cluster }) => cluster);
  const names = [...choices.map(({ cluster }) => cluster.name), ...lost].filter((name) => held.has(name));
  const message = 'it has it already, and nothing else can be found';
  const taken = names.map((cluster) => ({
    cluster,
    ...(rule.divide && { replicas: held.get(cluster) ?? 0 }),
    reason: 'Kept',
    message,
  }));
  const placed = names.reduce((sum, name) => sum + (held.get(name) ?? 0), 0);
  return { taken, left: [], unplaced: rule.divide ? Math.max(0, total - placed) : 0 };
}

const chosen = { reason: 'Chosen', message: 'it is among the best that can take it' };

function takenBy({ cluster, hold }: Choice, replicas: number | undefined, isAutoscaled: boolean): TakenCluster {
  const { name } = cluster;
  if (isAutoscaled) {
    return {
      cluster: name,
      reason: 'Autoscaled',
      message: 'an autoscaler of the cluster says how many replicas it has',
    };
  }
  const { reason, message } = hold ?? chosen;
  return replicas === undefined ? { cluster: name, reason, message } : { cluster: name, replicas, reason, message };
}

/** Those that were not selected; where nothing was, all that are not kept. */
function droppedOf(group: GroupChoice, ordered: readonly Choice[], taken: ReadonlySet<string>): readonly LeftCluster[] {
  const { shortfall, dropped } = group;
  if (shortfall === undefined) return dropped;
  const rest = ordered.filter(({ cluster }) => !taken.has(cluster.name));
  return rest.map(({ cluster }) => ({ cluster: cluster.name, reason: 'Unschedulable', message: shortfall }));
}

function messageOf({ shortfall }: GroupChoice, { taken, unplaced }: Places): string {
  if (shortfall !== undefined) return shortfall;
  const clusters = `${taken.length} ${taken.length === 1 ? 'cluster' : 'clusters'}`;
  return unplaced === 0 ? `in ${clusters}` : `in ${clusters}; no room for ${unplaced} replicas`;
}

/** What the next decision has to know. */
function remembered(
  { rule, clusters, previous, now }: ScheduleInput,
  { held, limits }: State,
  { left, choices }: Survey,
): Pick<ScheduleDecision, 'limits' | 'former' | 'rebalanceRequest' | 'recheckAt'> {
  const lost = new Set(left.filter(({ reason }) => reason === 'Lost').map(({ cluster }) => cluster));
  const former: [string, number][] = [];
  for (const { name, lostSince } of rule.divide ? clusters : []) {
    if (lostSince === undefined) continue;
    const had = lost.has(name) ? held.get(name) : previous?.former.get(name);
    if (had !== undefined) former.push([name, had]);
  }
  const times = [
    ...choices.filter(({ hold }) => hold).map(({ hold }) => hold?.until ?? Infinity),
    ...Array.from(limits.values(), ({ since }) => since + rule.retryFullAfterMs),
  ].filter((time) => time > now);
  const recheckAt = Math.min(...times);
  return {
    limits: new Map([...limits].sort(([a], [b]) => (a < b ? -1 : 1))),
    former: new Map(former.sort(([a], [b]) => (a < b ? -1 : 1))),
    ...(rule.rebalanceRequest !== undefined && { rebalanceRequest: rule.rebalanceRequest }),
    ...(recheckAt < Infinity && { recheckAt }),
  };
}

/** Callers have them sorted mostly. */
function sortedNames(clusters: readonly ClusterFacts[]): readonly string[] {
  const names = clusters.map(({ name }) => name);
  return names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name) ? names : names.sort();
}

function inOrder<T extends { readonly cluster: string }>(names: readonly string[], items: readonly T[]): T[] {
  const byName = new Map<string, T>();
  for (const item of items) byName.set(item.cluster, item);
  const ordered: T[] = [];
  for (const name of names) {
    const item = byName.get(name);
    if (item) ordered.push(item);
  }
  return ordered;
}
