import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FederatedObject } from '../../src/api/federated-object.ts';
import { managedLabel } from '../../src/api/names.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createKubeClient } from '../../src/kube/create-client.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import { runHansa, type Finished } from '../cli/run-hansa.ts';
import { startTestCluster } from '../lab.ts';
import { startController, type ControllerProcess } from './controller-process.ts';
import { countWrites, writesBetween, type WriteCounts } from './count-writes.ts';
import { configMap } from './kinds.ts';
import { buildKubeFed, federatedRefOf, kinds, type KubeFedMember } from './migration/kubefed-state.ts';
import { until } from './until.ts';

const perKind = 8;
const names = ['bremen', 'danzig'];
const ref = { namespace: 'team-3', name: 'web' };

describe('a host that KubeFed has run on', { concurrency: 1 }, () => {
  let cluster: LabCluster;
  let host: KubeClient;
  let members: KubeFedMember[];
  let controller: ControllerProcess | undefined;
  let counts: WriteCounts[];

  before(async () => {
    const [first, ...others] = await Promise.all(['host', ...names].map(() => startTestCluster({ alone: true })));
    if (!first) throw new Error('no host was started');
    cluster = first;
    host = createKubeClient(cluster.access);
    members = others.map((one, index) => {
      const name = names[index] ?? '';
      return { name, cluster: one, client: createKubeClient({ ...one.access, name }) };
    });
    await buildKubeFed(host, members, perKind);
    counts = await Promise.all(members.map(({ client }) => countWrites(client)));
  });
  after(async () => {
    await controller?.stop();
    await Promise.all([host, ...members.map(({ client }) => client)].map((client) => client.close()));
  });

  const hansa = (line: string): Promise<Finished> => runHansa(line, { clusters: [cluster] });

  async function memberWrites(): Promise<Record<string, number>[]> {
    const now = await Promise.all(members.map(({ client }) => countWrites(client)));
    return now.map((count, index) => writesBetween(counts[index] ?? new Map(), count));
  }

  it('is reported on without a write', async () => {
    const before = await countWrites(host);
    const { code, stdout, stderr } = await hansa('migrate kubefed');
    assert.equal(code, 0, stderr);
    for (const { target } of kinds) {
      const row = new RegExp(`^${target.plural}\\S*\\s+${perKind}\\s+${2 * perKind}\\s+${2 * perKind}\\s+-$`, 'm');
      assert.match(stdout, row);
    }
    assert.match(stdout, /^- deployment kubefed-controller-manager \(2\) would be scaled to 0$/m);
    assert.match(stdout, /^Everything in the ready members would stay as it is\.$/m);
    assert.deepEqual(writesBetween(before, await countWrites(host)), {});
  });

  it('is not taken over while objects in members would change, unless told to', async () => {
    const [bremen] = members;
    const edit = (data: object) =>
      bremen?.client.mergePatch(configMap.target, ref, { data }, { fieldManager: 'controller-manager' });
    await edit({ A: 'kota ma ala' });
    const { code, stdout, stderr } = await hansa('migrate kubefed --take-over');
    assert.equal(code, 1);
    assert.match(stdout, /^configmaps\s+team-3\/web\s+bremen\s+is changed at \/data\/A$/m);
    assert.match(stderr, /^error: 1 object in a member would not stay as it is$/m);
    await edit({ A: 'ala ma kota' });
    counts = await Promise.all(members.map(({ client }) => countWrites(client)));
  });

  it('shows with --dry-run what taking over writes', async () => {
    const { code, stdout, stderr } = await hansa('migrate kubefed --take-over --dry-run');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^deployment\.apps\/kubefed-controller-manager scaled to 0 \(dry run\)$/m);
    assert.match(stdout, /^customresourcedefinition\S*\/federatedjobs\.types\.kubefed\.io configured \(dry run\)$/m);
  });

  it('is taken over without one write to a member', async () => {
    const { code, stdout, stderr } = await hansa('migrate kubefed --take-over');
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^validatingwebhookconfiguration\.admissionregistration\.k8s\.io\/validations\.core\.kubefed\.io deleted$/m,
    );
    assert.match(
      stdout,
      /^ {2}kubectl -n kube-federation-system scale deployment kubefed-controller-manager --replicas=2$/m,
    );
    controller = await startController(cluster);
    for (const kind of kinds) {
      await until<FederatedObject, true>({
        client: host,
        type: kind.federated,
        what: `that all of ${kind.federated.plural} are Hansa's`,
        show: (objects) => [...objects.values()].find((object) => !isTakenOver(object))?.status,
        look: (objects) => ([...objects.values()].filter(isTakenOver).length === perKind ? true : undefined),
      });
    }
    assert.deepEqual(await memberWrites(), [{}, {}]);
  });

  it('goes on as if nothing had happened: what leaves a template leaves the members', async () => {
    const federated = federatedRefOf(configMap, 'team-3');
    await host.mergePatch(configMap.federated, federated, { spec: { template: { data: { size: null, new: 'yes' } } } });
    for (const { client } of members) {
      await until({
        client,
        type: configMap.target,
        namespace: ref.namespace,
        what: 'that the new template is there, and no more than it',
        show: (objects) => objects.get('team-3/web'),
        look: (objects) => {
          const object = objects.get('team-3/web') as { data?: object } | undefined;
          return JSON.stringify(object?.data) === '{"A":"ala ma kota","new":"yes"}' ? true : undefined;
        },
      });
      const { metadata } = await client.get(configMap.target, ref);
      assert.equal(metadata.labels?.[managedLabel], 'true');
    }
  });
});

/** As wanted everywhere, and known to be so by what Hansa keeps in the status. */
function isTakenOver({ status, metadata }: FederatedObject): boolean {
  const clusters = status?.clusters ?? [];
  const isTrue = status?.conditions?.[0]?.status === 'True' && status.observedGeneration === metadata.generation;
  return isTrue && clusters.length === names.length && clusters.every(({ version }) => version !== undefined);
}
