import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defaultTypes } from '../../src/api/default-types.ts';
import { federatedTypeConfigType, type FederatedTypeConfig } from '../../src/api/federated-type-config.ts';
import { kubeFedConfigType, type KubeFedConfig } from '../../src/api/kubefed-config.ts';
import { qualifiedPlural } from '../../src/api/meta.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createKubeClient } from '../../src/kube/create-client.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import { startTestCluster } from '../lab.ts';
import { contentsOf, writtenBetween } from './contents.ts';
import { runHansa, succeeded, withNames, type Finished } from './run-hansa.ts';

const namespace = 'kube-federation-system';
const coreCrds = [
  'kubefedclusters.core.kubefed.io',
  'federatedtypeconfigs.core.kubefed.io',
  'kubefedconfigs.core.kubefed.io',
  'propagatedversions.core.kubefed.io',
  'clusterpropagatedversions.core.kubefed.io',
  'federatedservicestatuses.core.kubefed.io',
  'replicaschedulingpreferences.scheduling.kubefed.io',
  'clusterplacementpolicies.policy.kubefed.io',
  'placementpolicies.policy.kubefed.io',
  'schedulingpreferences.scheduling.kubefed.io',
];
const ready = 'HOST is ready to host: "hansa join NAME" adds a cluster, "hansa enable TYPE" a type.\n';

let host: LabCluster;
let client: KubeClient;

before(async () => {
  host = await startTestCluster();
  client = createKubeClient(host.access);
});
after(() => client.close());

async function hansa(line: string): Promise<Finished> {
  return withNames(await runHansa(line, { clusters: [host] }), { HOST: host });
}

function linesOf(outcome: string, end = ''): string {
  return [
    ...coreCrds.map((name) => `customresourcedefinition.apiextensions.k8s.io/${name}`),
    `namespace/${namespace}`,
    'kubefedconfig.core.kubefed.io/kubefed',
  ]
    .map((name) => `${name} ${outcome}${end}\n`)
    .join('');
}

async function writtenBy(line: string, expected: Finished): Promise<string[]> {
  const before = await contentsOf(client);
  assert.deepEqual(await hansa(line), expected);
  return writtenBetween(before, await contentsOf(client));
}

function config(): Promise<KubeFedConfig> {
  return client.get<KubeFedConfig>(kubeFedConfigType, { namespace, name: 'kubefed' });
}

describe('hansa init', () => {
  it('writes nothing with --dry-run, and says what it would write', async () => {
    const expected = { code: 0, stdout: linesOf('created', ' (dry run)'), stderr: '' };
    assert.deepEqual(await writtenBy('init --dry-run', expected), []);
  });

  it('makes a cluster a host whose types can be used at once', async () => {
    assert.deepEqual(await hansa('init'), { code: 0, stdout: linesOf('created') + ready, stderr: '' });
    const { spec } = await config();
    assert.equal(spec.scope, 'Cluster');
    assert.deepEqual(spec.clusterHealthCheck, {
      period: '10s',
      failureThreshold: 3,
      successThreshold: 1,
      timeout: '3s',
    });
    succeeded(await hansa('clusters'));
  });

  it('changes nothing the second time', async () => {
    const expected = { code: 0, stdout: linesOf('unchanged') + ready, stderr: '' };
    assert.deepEqual(await writtenBy('init', expected), []);
  });

  it('changes the settings it is told to, and no others', async () => {
    const before = await config();
    const { code, stdout } = await hansa(
      'init --set clusterHealthCheck.period=1s --set featureGates.PropagatedVersions=Enabled',
    );
    assert.equal(code, 0);
    assert.match(stdout, /^kubefedconfig.core.kubefed.io\/kubefed configured$/m);
    const { spec } = await config();
    assert.deepEqual(spec.clusterHealthCheck, { ...before.spec.clusterHealthCheck, period: '1s' });
    const gates = new Map(spec.featureGates.map(({ name, configuration }) => [name, configuration]));
    assert.equal(gates.get('PropagatedVersions'), 'Enabled');
    assert.equal(gates.size, before.spec.featureGates.length);
    assert.match((await hansa('init')).stdout, /^kubefedconfig.core.kubefed.io\/kubefed unchanged$/m);
    assert.equal((await config()).spec.clusterHealthCheck.period, '1s');
  });

  it('refuses another scope before it writes anything', async () => {
    assert.deepEqual(
      await writtenBy('init --scope Namespaced', {
        code: 1,
        stdout: '',
        stderr:
          'error: HOST: the federation in namespace kube-federation-system has scope Cluster, which cannot be changed\n' +
          'hint: leave --scope out, or keep another federation in another namespace with --kubefed-namespace\n',
      }),
      [],
    );
  });

  it('enables the ten types of KubeFed when asked to, and leaves alone what somebody disabled', async () => {
    const { code, stdout } = await hansa('init --with-default-types');
    assert.equal(code, 0);
    const expected = defaultTypes.map(({ target }) => qualifiedPlural(target));
    for (const name of expected)
      assert.match(stdout, new RegExp(`^federatedtypeconfig.core.kubefed.io/${name} created$`, 'm'));
    const jobs = { namespace, name: 'jobs.batch' };
    await client.mergePatch(federatedTypeConfigType, jobs, { spec: { propagation: 'Disabled' } });
    assert.match(
      (await hansa('init --with-default-types')).stdout,
      /^federatedtypeconfig.core.kubefed.io\/jobs.batch unchanged$/m,
    );
    const { spec } = await client.get<FederatedTypeConfig>(federatedTypeConfigType, jobs);
    assert.equal(spec.propagation, 'Disabled');
  });
});
