import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { kubeFedClusterType } from '../../src/api/kubefed-cluster.ts';
import type { KubeObject, ResourceType } from '../../src/api/meta.ts';
import {
  clusterRoleBindings,
  clusterRoles,
  namespaces,
  secrets,
  serviceAccounts,
} from '../../src/cli/built-in-types.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createKubeClient } from '../../src/kube/create-client.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import { startTestCluster } from '../lab.ts';
import { contentsOf, writtenBetween } from './contents.ts';
import { writeKubeconfig } from './kubeconfig-file.ts';
import { runHansa, succeeded, withNames, type Finished } from './run-hansa.ts';

const namespace = 'kube-federation-system';
const role = 'kubefed-controller-manager:MEMBER-HOST';
const configMaps: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};

let host: LabCluster;
let member: LabCluster;
let hostClient: KubeClient;
let memberClient: KubeClient;

before(async () => {
  // The host is a member of its own federation too, so it needs tokens as well.
  [host, member] = await Promise.all([startTestCluster({ full: true }), startTestCluster({ full: true })]);
  [hostClient, memberClient] = [createKubeClient(host.access), createKubeClient(member.access)];
  succeeded(await hansa('init --with-default-types'));
});
after(() => Promise.all([hostClient.close(), memberClient.close()]));

async function hansa(line: string, more: { kubeconfigPath: string }[] = []): Promise<Finished> {
  const names = line.replaceAll('MEMBER', member.name).replaceAll('HOST', host.name);
  return withNames(await runHansa(names, { clusters: [host, member, ...more] }), { HOST: host, MEMBER: member });
}

async function names(client: KubeClient, type: ResourceType): Promise<string[]> {
  const { items } = await client.list(type, type.namespaced ? { namespace } : {});
  return items.map(({ metadata }) => metadata.name);
}

const cleanup = (end = '') =>
  [
    `clusterrolebinding.rbac.authorization.k8s.io/${role} deleted in MEMBER`,
    `clusterrole.rbac.authorization.k8s.io/${role} deleted in MEMBER`,
    'serviceaccount/MEMBER-HOST deleted in MEMBER',
    'namespace/kube-federation-system deleted in MEMBER',
    'secret/MEMBER-token deleted in HOST',
    'kubefedcluster.core.kubefed.io/MEMBER deleted in HOST',
  ]
    .map((line) => `${line}${end}\n`)
    .join('');

describe('hansa unjoin', () => {
  it('knows the clusters that have joined', async () => {
    assert.deepEqual(await hansa('unjoin MEMBER --force'), {
      code: 1,
      stdout: '',
      stderr:
        'error: HOST: no cluster "MEMBER" has joined the federation in namespace kube-federation-system\n' +
        'hint: "hansa clusters" lists those that have\n',
    });
  });

  it('writes nothing with --dry-run', async () => {
    succeeded(await hansa('join MEMBER'));
    const before = await Promise.all([hostClient, memberClient].map(contentsOf));
    assert.deepEqual(await hansa('unjoin MEMBER --dry-run'), {
      code: 0,
      stdout: `${cleanup(' (dry run)')}MEMBER would leave the federation on HOST\n`,
      stderr: '',
    });
    const after = await Promise.all([hostClient, memberClient].map(contentsOf));
    assert.deepEqual(
      before.flatMap((contents, index) => writtenBetween(contents, after[index] ?? new Map())),
      [],
    );
  });

  it('says what stays, and removes what join has made', async () => {
    const shop = { metadata: { name: 'shop', labels: { 'kubefed.io/managed': 'true' } } };
    await memberClient.create(namespaces, shop);
    for (const name of ['web', 'db']) {
      const metadata = { ...shop.metadata, name, namespace: 'shop' };
      await memberClient.create(configMaps, { metadata });
    }
    assert.deepEqual(await hansa('unjoin MEMBER'), {
      code: 0,
      stdout: `${cleanup()}MEMBER left the federation on HOST\n`,
      stderr:
        'warning: what was propagated stays in MEMBER, 3 objects: 2 configmaps, 1 namespaces\n' +
        'hint: "kubectl --context MEMBER get TYPE -A -l kubefed.io/managed=true" lists it\n',
    });
    assert.deepEqual(await names(hostClient, kubeFedClusterType), []);
    assert.deepEqual(await names(hostClient, secrets), []);
    for (const type of [clusterRoles, clusterRoleBindings]) {
      const left = await names(memberClient, type);
      assert.deepEqual(
        left.filter((name) => name.startsWith('kubefed-')),
        [],
      );
    }
    await memberClient.get(configMaps, { namespace: 'shop', name: 'web' });
  });

  it('can be followed by a join at once', async () => {
    const { code, stderr } = await hansa('join MEMBER');
    assert.equal(code, 0, stderr);
  });

  it("leaves the namespace of another federation's member alone", async () => {
    await memberClient.create(serviceAccounts, { metadata: { name: 'of-another', namespace } });
    const { code, stdout } = await hansa('unjoin MEMBER');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^namespace\/kube-federation-system stays in MEMBER: others use it: serviceaccount\/of-another$/m,
    );
    assert.equal(
      (await memberClient.get(namespaces, { namespace: '', name: namespace })).metadata.deletionTimestamp,
      undefined,
    );
  });

  it("leaves the host's own namespace alone", async () => {
    succeeded(await hansa('join HOST'));
    const { code, stdout } = await hansa('unjoin HOST');
    assert.equal(code, 0);
    assert.match(stdout, /^namespace\/kube-federation-system stays in HOST: the federation is kept in it$/m);
    const { metadata } = await hostClient.get<KubeObject>(namespaces, { namespace: '', name: namespace });
    assert.equal(metadata.deletionTimestamp, undefined);
  });
});

describe('hansa unjoin of a cluster that is gone', () => {
  before(async () => {
    succeeded(await hansa('join gone --cluster-context MEMBER'));
  });

  it('changes nothing, and says what would do without it', async () => {
    const { code, stdout, stderr } = await hansa('unjoin gone');
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^error: gone cannot be cleaned up: .*there is no context "gone"/);
    assert.match(
      stderr,
      /^hint: give its context with --cluster-context; --force takes gone out without cleaning up in it$/m,
    );
    const silent = writeKubeconfig('silent', member, { server: 'https://127.0.0.1:1' });
    const unreachable = await hansa('unjoin gone --cluster-context silent', [silent]);
    assert.equal(unreachable.code, 1);
    assert.match(
      unreachable.stderr,
      /^error: unjoining gone broke off: gone: https:\/\/127\.0\.0\.1:1: nothing listens/,
    );
    assert.match(unreachable.stderr, /or with --force to take gone out whatever state it is in$/m);
    assert.deepEqual(await names(hostClient, kubeFedClusterType), ['gone']);
  });

  it('takes it out with --force', async () => {
    const silent = writeKubeconfig('silent', member, { server: 'https://127.0.0.1:1' });
    const { code, stdout, stderr } = await hansa('unjoin gone --cluster-context silent --force', [silent]);
    assert.equal(code, 0);
    assert.match(stderr, /^warning: gone: https:\/\/127\.0\.0\.1:1: nothing listens[^\n]*\n$/);
    assert.equal(
      stdout,
      'secret/gone-token deleted in HOST\n' +
        'kubefedcluster.core.kubefed.io/gone deleted in HOST\n' +
        'gone left the federation on HOST\n',
    );
  });
});
