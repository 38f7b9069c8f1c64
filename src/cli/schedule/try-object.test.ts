import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { SteppingClock } from '../../base/stepping-clock.ts';
import { formatTimestamp } from '../../base/timestamp.ts';
import type { FederatedObject, FederatedSpec } from '../../api/federated-object.ts';
import { defaultPlace, typeConfigFor } from '../../api/federated-type.ts';
import { parseKubeFedConfig } from '../../api/kubefed-config.ts';
import { resolveKubeFedConfig } from '../../api/kubefed-settings.ts';
import type { KubeFedCluster } from '../../api/kubefed-cluster.ts';
import type { ResourceType } from '../../api/meta.ts';
import type { RecordedDecision } from '../../api/scheduling-preference.ts';
import { ApiError } from '../../kube/errors.ts';
import { SimulatedApiServer } from '../../kube/simulated/simulated-api-server.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import { viewOf } from '../../plan/placement/cluster-view.ts';
import { compilePreference } from '../../plan/schedule/compile-preference.ts';
import { autoscalerType } from '../../plan/schedule/scaled-object.ts';
import { formatSchedules } from './format-schedule.ts';
import { MemberReader } from './member-reader.ts';
import { tryObject, type TriedObject } from './try-object.ts';

const now = 1_000_000_000;
const core = { group: '', version: 'v1', namespaced: true };
const deployments: ResourceType = { ...core, group: 'apps', plural: 'deployments', kind: 'Deployment' };
const pods: ResourceType = { ...core, plural: 'pods', kind: 'Pod' };
const nodes: ResourceType = { ...core, plural: 'nodes', kind: 'Node', namespaced: false };
const types = [deployments, pods, nodes, autoscalerType].map((type) => ({ type }));
const config = typeConfigFor(deployments, defaultPlace);
const selector = { matchLabels: { app: 'web' } };
const container = { name: 'web', resources: { requests: { cpu: '1' } } };
const web = { namespace: 'shop', name: 'web' };

/** `cluster change before>after reason` of each cluster. */
function linesOf({ schedule }: Pick<TriedObject, 'schedule'>): string[] | undefined {
  return schedule?.clusters.map(({ cluster, change, replicasNow, replicas = '-', reason }) =>
    [cluster, change, `${replicasNow}>${replicas}`, reason].join(' '),
  );
}

describe('tryObject', () => {
  let servers: Map<string, SimulatedApiServer>;
  beforeEach(() => {
    const clock = new SteppingClock(now);
    servers = new Map(['bremen', 'danzig'].map((name) => [name, new SimulatedApiServer({ name, clock, types })]));
  });

  function create(cluster: string, type: ResourceType, object: object): Promise<unknown> {
    const server = servers.get(cluster);
    assert.ok(server);
    const metadata = type.namespaced ? { ...web, labels: { 'kubefed.io/managed': 'true' } } : { name: 'node' };
    return connectTo(server).create(type, { metadata, ...object });
  }

  const addNode = (cluster: string, cpu: number) =>
    create(cluster, nodes, {
      status: { allocatable: { cpu: String(cpu), pods: '100' }, conditions: [{ type: 'Ready', status: 'True' }] },
    });

  const addDeployment = (cluster: string, replicas: number, readyReplicas: number) =>
    create(cluster, deployments, { spec: { replicas, selector }, status: { readyReplicas } });

  function addPod(cluster: string, name: string, nodeName: string | undefined): Promise<unknown> {
    const spec = { containers: [container], ...(nodeName !== undefined && { nodeName }) };
    return create(cluster, pods, {
      metadata: { ...web, name, labels: { app: 'web' } },
      spec,
      status: { phase: 'Pending' },
    });
  }

  async function attempt(
    spec: object,
    { federated = {}, decided }: { readonly federated?: FederatedSpec; readonly decided?: RecordedDecision } = {},
  ): Promise<Omit<TriedObject, 'kind' | 'object'>> {
    const target = { kind: 'FederatedDeployment', name: 'web' };
    const { compiled } = compilePreference({ metadata: web, spec: { target, ...spec } } as Parameters<
      typeof compilePreference
    >[0]);
    const settings = parseKubeFedConfig({ metadata: { name: 'kubefed' }, spec: { scope: 'Cluster' } });
    assert.ok(compiled && settings.ok);
    const clusters = [clusterOf('bremen', 'True'), clusterOf('danzig', 'True'), clusterOf('luebeck', 'False')];
    const facts = {
      settings: resolveKubeFedConfig(settings.value),
      clusters,
      views: clusters.map(viewOf),
      policies: [],
    };
    const readers = new Map(Array.from(servers, ([name, server]) => [name, new MemberReader(connectTo(server))]));
    const template = { spec: { replicas: 6, template: { spec: { containers: [container] } } } };
    const object: FederatedObject = {
      metadata: web,
      spec: { template, placement: { clusterSelector: {} }, ...federated },
    };
    const namespacePlacement = { kind: 'found' as const, placement: { clusterSelector: {} } };
    return tryObject(
      { facts, readers, now },
      { config, federated: object, split: {}, namespacePlacement },
      compiled,
      new Map(decided ? [['web', decided]] : []),
    );
  }

  it('divides by what nodes have left, what runs there included', async () => {
    await addNode('bremen', 4);
    await addNode('danzig', 2);
    await addDeployment('bremen', 2, 1);
    await addPod('bremen', 'one', 'node');
    await addPod('bremen', 'two', 'node');
    const tried = await attempt({ replicas: { divideBy: 'FreeCapacity' } });
    assert.deepEqual(linesOf(tried), ['bremen stays 2>4 Chosen', 'danzig comes 0>2 Chosen']);
    assert.deepEqual(
      tried.schedule?.left.map(({ clusters, reason }) => [clusters, reason]),
      [[['luebeck'], 'NotReady']],
    );
    assert.deepEqual(tried.notes, []);
  });

  it('tells of replicas without a place, and of what an autoscaler says', async () => {
    await addDeployment('danzig', 3, 3);
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
    await create('danzig', autoscalerType, { spec: { scaleTargetRef } });
    const tried = await attempt({ replicas: { divideBy: 'Weight', shares: [{ max: 1 }] } });
    assert.deepEqual(linesOf(tried), ['bremen comes 0>1 Chosen', 'danzig stays 3>- Autoscaled']);
    assert.deepEqual(tried.notes, ['2 replicas found no place']);
    const text = formatSchedules({
      preferences: [
        { preference: 'shop/web', notes: [], objects: [{ kind: 'FederatedDeployment', object: 'shop/web', ...tried }] },
      ],
    });
    assert.equal(
      text,
      [
        'SchedulingPreference shop/web decides about 1 object',
        '',
        'FederatedDeployment shop/web: in 2 clusters; no room for 2 replicas',
        '  CLUSTER   REPLICAS         REASON       WHY',
        '  bremen    0 -> 1           Chosen       it is among the best that can take it',
        '  danzig    3 (autoscaled)   Autoscaled   an autoscaler of the cluster says how many replicas it has',
        '  left: luebeck (NotReady: it is not ready)',
        'note: 2 replicas found no place',
        '',
        'Nothing was written.',
        '',
      ].join('\n'),
    );
  });

  it('goes on from what was decided, in clusters that are away as well', async () => {
    await addDeployment('bremen', 4, 4);
    const taken = [
      { clusters: ['bremen'], replicas: 4, reason: 'Chosen', message: 'm' },
      { clusters: ['luebeck'], replicas: 2, reason: 'Chosen', message: 'm' },
    ];
    const decided = { name: 'web', outcome: 'Scheduled' as const, message: 'm', taken, left: [], unplaced: 0 };
    const tried = await attempt({ replicas: { divideBy: 'Weight' }, failover: { afterSeconds: 3_600 } }, { decided });
    assert.deepEqual(linesOf(tried), ['bremen stays 4>4 Chosen', 'luebeck stays 2>2 NotReady']);
  });

  it('decides nothing from what it cannot read, unless it was decided before', async () => {
    const refusal = { cluster: 'danzig', method: 'GET', path: '/', status: 500, reason: '', serverMessage: 'no' };
    servers.get('danzig')?.faults.fail({ verb: 'list', times: 2 }, new ApiError(refusal));
    const spec = { replicas: { divideBy: 'Weight' } };
    assert.match((await attempt(spec)).problem ?? '', /^what danzig has of it cannot be read: /);
    const decided = { name: 'web', outcome: 'Scheduled' as const, message: '', taken: [], left: [], unplaced: 0 };
    const { notes, schedule } = await attempt(spec, { decided });
    assert.match(notes[0] ?? '', /^what danzig has of it cannot be read: /);
    assert.equal(schedule?.outcome, 'Scheduled');
  });

  it('tells of overrides, which have the last word', async () => {
    const clusterOverrides = [{ path: '/spec/replicas', value: 9 }];
    const overrides = ['danzig', 'luebeck'].map((clusterName) => ({ clusterName, clusterOverrides }));
    const { notes } = await attempt({ replicas: { divideBy: 'Weight' } }, { federated: { overrides } });
    assert.deepEqual(notes, ['overrides set the replicas all the same in danzig']);
  });

  it('decides nothing where the placement makes no sense', async () => {
    const selecting = { matchExpressions: [{ key: 'a', operator: 'Perhaps' }] };
    const { problem } = await attempt({}, { federated: { placement: { clusterSelector: selecting } } });
    assert.match(problem ?? '', /Perhaps/);
  });
});

function clusterOf(name: string, status: 'True' | 'False'): KubeFedCluster {
  const time = formatTimestamp(now - 60_000);
  const conditions = [{ type: 'Ready' as const, status, lastProbeTime: time, lastTransitionTime: time }];
  return { metadata: { name }, spec: { apiEndpoint: 'https://a', secretRef: { name } }, status: { conditions } };
}
