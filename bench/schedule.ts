// Times the scheduling engine alone, on one core: node bench/schedule.ts [objects] [clusters]
import { performance } from 'node:perf_hooks';
import type { SchedulingPreferenceSpec } from '../src/api/scheduling-preference.ts';
import { groupNodes } from '../src/plan/capacity/group-nodes.ts';
import type { CompileExpression } from '../src/plan/schedule/cluster-term.ts';
import { decideSchedule } from '../src/plan/schedule/decide-schedule.ts';
import type { ClusterFacts } from '../src/plan/schedule/facts.ts';
import { parseScheduleRule } from '../src/plan/schedule/parse-schedule-rule.ts';
import type { ScheduleDecision } from '../src/plan/schedule/schedule-decision.ts';
import type { ScheduleInput } from '../src/plan/schedule/schedule-input.ts';

const [objects = 5_000, clusters = 500] = process.argv.slice(2).map(Number);
const target = { kind: 'FederatedDeployment', name: 'web' };
const start = 1_800_000_000_000;
const replicas = 60;

const selective: SchedulingPreferenceSpec = {
  target,
  clusters: {
    groups: [
      { name: 'own', clusterSelector: { matchLabels: { owner: 'us' } } },
      { name: 'rented', clusterSelector: { matchExpressions: [{ key: 'owner', operator: 'NotIn', values: ['us'] }] } },
    ],
    groupUse: 'SpillOver',
    tolerations: [{ key: 'edge', operator: 'Exists' }],
    preferred: [{ weight: 10, clusterSelector: { matchLabels: { tier: 'gold' } } }],
    spread: [{ label: 'region', minGroups: 3, maxSkew: 5 }],
    maxClusters: 10,
  },
  replicas: { divideBy: 'FreeCapacity', total: replicas },
};
const everywhere: SchedulingPreferenceSpec = { target, replicas: { divideBy: 'Weight', total: 2 * clusters } };

const facts: ClusterFacts[] = Array.from({ length: clusters }, (_, index) => ({
  name: `cluster-${String(index).padStart(6, '0')}`,
  labels: {
    region: `region-${index % 7}`,
    owner: index % 3 === 0 ? 'us' : 'them',
    tier: index % 5 === 0 ? 'gold' : 'tin',
  },
  taints: index % 11 === 0 ? [{ key: 'edge', effect: 'NoSchedule', since: start }] : [],
  // Six kinds of nodes, of which none has room for more than a few replicas.
  free: groupNodes(
    Array.from({ length: 50 + (index % 100) }, (_, node) => ({ cpu: 1 + (node % 6) / 4, memory: 2 ** 36, pods: 100 })),
  ),
}));

const noExpressions: CompileExpression = () => ({ ok: false, reasons: ['there are no expressions here'] });

function inputsFor(spec: SchedulingPreferenceSpec, sharing: Sharing): ScheduleInput[] {
  return Array.from({ length: objects }, (_, index) => {
    // No two of them are the same, so that what is found out for one is of no use for another.
    const different = sharing === 'one each' ? { failover: { afterSeconds: 300 - index / objects } } : {};
    const rule = parseScheduleRule({ ...spec, ...different }, noExpressions);
    if (!rule.ok) throw new Error(rule.reasons.join('; '));
    const requests = { cpu: 0.5, memory: 2 ** 29, pods: 1 };
    const total = spec.replicas?.total ?? 0;
    return {
      key: `shop/web-${index}`,
      rule: rule.value,
      total,
      requests,
      clusters: facts,
      workloads: new Map(),
      now: start,
    };
  });
}

function measure<T>(what: string, work: () => T): T {
  const [before, cpu] = [performance.now(), process.cpuUsage()];
  const result = work();
  const seconds = (performance.now() - before) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const figures = `${seconds.toFixed(2).padStart(7)} s ${((user + system) / 1e6).toFixed(2).padStart(7)} s of CPU`;
  process.stdout.write(`${what.padEnd(94)}${figures}\n`);
  return result;
}

/** Whether one preference selects all objects, or each has one. */
type Sharing = 'one for all' | 'one each';

function run(name: string, spec: SchedulingPreferenceSpec, sharing: Sharing): void {
  const what = `${name}, preferences ${sharing}`;
  const size = `${objects} objects × ${clusters} clusters`;
  const planned = measure(`${what}: ${size}, from scratch`, () =>
    inputsFor(spec, sharing).map((input) => ({ input, decision: decideSchedule(input) })),
  );
  const again = measure(`${what}: asked again`, () =>
    planned.map(({ input, decision }) => decideSchedule({ ...input, previous: decision })),
  );
  const moved = again.filter((decision, index) => placesOf(decision) !== placesOf(planned[index]!.decision)).length;
  const lost = planned[0]!.decision.taken[0]!.cluster;
  const without = facts.map((each) => (each.name === lost ? Object.assign({ lostSince: start }, each) : each));
  const concerned = planned.filter(({ decision }) => decision.taken.some(({ cluster }) => cluster === lost));
  measure(`${what}: a cluster is lost, which ${concerned.length} objects are in`, () => {
    for (const { input, decision } of concerned) {
      const after = decideSchedule({ ...input, clusters: without, previous: decision, now: start + 600_000 });
      if (after.taken.some(({ cluster }) => cluster === lost)) throw new Error(`${input.key} is still in ${lost}`);
    }
  });
  if (moved > 0) throw new Error(`${moved} objects moved without a reason`);
}

function placesOf({ taken }: ScheduleDecision): string {
  return taken.map(({ cluster, replicas }) => `${cluster} ${replicas}`).join();
}

for (const sharing of ['one each', 'one for all'] as const) {
  run('10 clusters an object', selective, sharing);
  run('all clusters an object', everywhere, sharing);
}
