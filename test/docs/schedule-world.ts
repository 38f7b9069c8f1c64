import assert from 'node:assert/strict';
import type { ClusterTaint, KubeFedCluster } from '../../src/api/kubefed-cluster.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import { scoreAnnotationPrefix } from '../../src/api/names.ts';
import { parseTimestamp } from '../../src/base/timestamp.ts';
import { groupNodes } from '../../src/plan/capacity/group-nodes.ts';
import { clusterFactsOf } from '../../src/plan/schedule/cluster-facts.ts';
import { compilePreference } from '../../src/plan/schedule/compile-preference.ts';
import { decideSchedule } from '../../src/plan/schedule/decide-schedule.ts';
import type { ClusterFacts, WorkloadFacts } from '../../src/plan/schedule/facts.ts';
import { lostClusters } from '../../src/plan/schedule/lost-clusters.ts';
import type { ScheduleDecision } from '../../src/plan/schedule/schedule-decision.ts';
import { parseTaintChanges } from '../../src/plan/taint/parse-taint-changes.ts';

/** A SchedulingPreference as a page writes it. */
export type WrittenPreference = KubeObject & { readonly spec: Readonly<Record<string, unknown>> };

/** What a page tells of a cluster at first, column by column. */
export type ToldCluster = Readonly<Record<string, string>>;

interface Town {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly scores: Readonly<Record<string, string>>;
  taints: ClusterTaint[];
  /** For so many replicas, those that run included; absent where nobody knows. */
  readonly room: number | undefined;
  lostSince: number | undefined;
  workload: WorkloadFacts | undefined;
}

const columns = new Set(['cluster', 'labels', 'room', 'taints', 'scores', 'runs']);

/** A small world of clusters in which every decision is carried out at once. */
export class ScheduleWorld {
  #preference: WrittenPreference;
  #previous: ScheduleDecision | undefined;
  #now = timeOf('12:00');
  readonly #towns = new Map<string, Town>();

  constructor(preference: WrittenPreference) {
    this.#preference = preference;
  }

  /** Adds a cluster; throws for a column it does not know. */
  add(told: ToldCluster): void {
    for (const column of Object.keys(told)) assert.ok(columns.has(column), `what is ${column} of a cluster?`);
    const { cluster: name = '', labels = '', room = '', taints = '', scores = '', runs = '' } = told;
    this.#towns.set(name, {
      name,
      labels: pairsOf(labels),
      scores: pairsOf(scores),
      taints: [],
      room: room === '' ? undefined : numberOf(room),
      lostSince: undefined,
      workload: runs === '' ? undefined : workloadOf(runs),
    });
    for (const taint of listOf(taints)) this.#taint(name, taint);
  }

  /** The clusters that there are. */
  has(name: string): boolean {
    return this.#towns.has(name);
  }

  /** Lets the time come, and lets happen what a page tells, such as `danzig: not ready; total: 12`. */
  tell(time: string, events: string): void {
    this.#now = timeOf(time);
    for (const event of listOf(events, ';')) {
      const [, who = '', what = ''] = /^([\w-]+): (.+)$/.exec(event) ?? [];
      assert.ok(who !== '', `who does what in "${event}"?`);
      this.#happen(who, what);
    }
  }

  /** Decides, and carries it out. */
  decide(): ScheduleDecision {
    const { compiled, fault } = compilePreference(this.#preference);
    assert.ok(compiled, fault);
    const towns = [...this.#towns.values()];
    const notReady = towns.flatMap(({ name, lostSince }) =>
      lostSince === undefined ? [] : [[name, lostSince] as const],
    );
    const lost = lostClusters(new Map(notReady), towns.length, this.#now);
    const decision = decideSchedule({
      key: 'shop/web',
      rule: compiled.rule,
      total: compiled.total ?? 0,
      requests: { cpu: 1 },
      clusters: towns.map((town) => this.#factsOf(town, lost.get(town.name))),
      workloads: new Map(towns.flatMap(({ name, workload }) => (workload ? [[name, workload]] : []))),
      ...(this.#previous && { previous: this.#previous }),
      now: this.#now,
    });
    this.#previous = decision;
    for (const town of towns) town.workload = carriedOut(town, decision);
    return decision;
  }

  #happen(who: string, what: string): void {
    if (who === 'total') return this.#change({ replicas: { ...this.#section('replicas'), total: numberOf(what) } });
    if (who === 'rebalanceRequest') return this.#change({ rebalanceRequest: what });
    if (what === 'joins') return this.add({ cluster: who });
    const town = this.#townOf(who);
    const stuck = /^(\d+) find no room$/.exec(what)?.[1];
    if (what === 'not ready') town.lostSince = this.#now;
    else if (what === 'ready') town.lostSince = undefined;
    else if (what.startsWith('taint ')) this.#taint(who, what.slice('taint '.length));
    else if (stuck !== undefined) town.workload = withoutRoom(town, numberOf(stuck));
    else assert.fail(`what is "${what}"?`);
  }

  #townOf(name: string): Town {
    const town = this.#towns.get(name);
    assert.ok(town, `there is no ${name}`);
    return town;
  }

  #taint(name: string, word: string): void {
    const parsed = parseTaintChanges([word]);
    assert.ok(parsed.ok, parsed.ok ? '' : parsed.reason);
    const town = this.#townOf(name);
    const gone = new Set(parsed.changes.remove.map(({ key }) => key));
    const timeAdded = new Date(this.#now).toISOString();
    town.taints = [
      ...town.taints.filter(({ key }) => !gone.has(key)),
      ...parsed.changes.set.map((taint) => Object.assign({ timeAdded }, taint)),
    ];
  }

  #section(name: string): Readonly<Record<string, unknown>> {
    return (this.#preference.spec[name] ?? {}) as Readonly<Record<string, unknown>>;
  }

  #change(fields: Readonly<Record<string, unknown>>): void {
    this.#preference = { ...this.#preference, spec: { ...this.#preference.spec, ...fields } };
  }

  #factsOf({ name, labels, scores, taints, room, workload }: Town, lostSince: number | undefined): ClusterFacts {
    const annotations = Object.fromEntries(
      Object.entries(scores).map(([score, value]) => [`${scoreAnnotationPrefix}${score}`, value]),
    );
    const cluster: KubeFedCluster = {
      metadata: { name, labels, annotations },
      spec: { apiEndpoint: `https://${name}`, secretRef: { name }, taints },
    };
    const free = room === undefined ? undefined : groupNodes([{ cpu: room - (workload?.running ?? 0) }]);
    const seenSince = () => this.#now;
    return clusterFactsOf(cluster, { seenSince, ...(lostSince !== undefined && { lostSince }), ...(free && { free }) });
  }
}

function carriedOut({ name, workload }: Town, { taken }: ScheduleDecision): WorkloadFacts | undefined {
  const part = taken.find(({ cluster }) => cluster === name);
  if (!part) return undefined;
  if (part.reason === 'Autoscaled') return workload;
  const asked = part.replicas ?? 0;
  return { asked, running: asked, unschedulable: 0 };
}

function withoutRoom({ name, workload }: Town, count: number): WorkloadFacts {
  assert.ok(workload && workload.running >= count, `${name} does not run ${count}`);
  return { ...workload, running: workload.running - count, unschedulable: count };
}

/** `5` or `5, autoscaled`. */
function workloadOf(text: string): WorkloadFacts {
  const [count = '', more] = listOf(text);
  assert.ok(more === undefined || more === 'autoscaled', `what is ${more}?`);
  const asked = numberOf(count);
  return { asked, running: asked, unschedulable: 0, ...(more !== undefined && { isAutoscaled: true }) };
}

/** `region=north, tier=gold`. */
function pairsOf(text: string): Record<string, string> {
  return Object.fromEntries(listOf(text).map((pair) => pair.split('=', 2) as [string, string]));
}

function listOf(text: string, separator = ','): string[] {
  return text
    .split(separator)
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function numberOf(text: string): number {
  assert.match(text, /^\d+$/);
  return Number(text);
}

function timeOf(clock: string): number {
  const time = parseTimestamp(`2026-01-01T${clock}:00Z`);
  assert.ok(Number.isFinite(time), `what time is ${clock}?`);
  return time;
}
