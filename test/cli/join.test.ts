import assert from 'node:assert/strict';
import { rootCertificates } from 'node:tls';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { kubeFedClusterType, type KubeFedCluster } from '../../src/api/kubefed-cluster.ts';
import type { KubeObject, ResourceType } from '../../src/api/meta.ts';
import { clusterRoles, namespaces, roles, secrets, serviceAccounts } from '../../src/cli/built-in-types.ts';
import type { TokenSecret } from '../../src/cli/join/member-token.ts';
import { MemberCapacity } from '../../src/controllers/schedule/member-capacity.ts';
import { createStaticCredential } from '../../src/kube/auth/static-credential.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createKubeClient } from '../../src/kube/create-client.ts';
import { isNotFound } from '../../src/kube/errors.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import { makeNodes } from '../../src/lab/nodes/make-nodes.ts';
import type { FreeNodes } from '../../src/plan/schedule/facts.ts';
import { createLog, type Log } from '../../src/runtime/log.ts';
import { startTestCluster } from '../lab.ts';
import { writtenIn } from './contents.ts';
import { writeKubeconfig } from './kubeconfig-file.ts';
import { runHansa, succeeded, withNames, type Finished } from './run-hansa.ts';

const namespace = 'kube-federation-system';
const pods: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };
const role = 'kubefed-controller-manager:MEMBER-HOST';

let host: LabCluster;
let member: LabCluster;
let hostClient: KubeClient;
let memberClient: KubeClient;

before(async () => {
  [host, member] = await Promise.all([startTestCluster(), startTestCluster({ full: true })]);
  [hostClient, memberClient] = [createKubeClient(host.access), createKubeClient(member.access)];
});
after(() => Promise.all([hostClient.close(), memberClient.close()]));

async function hansa(line: string, more: { kubeconfigPath: string }[] = []): Promise<Finished> {
  const finished = await runHansa(line.replaceAll('MEMBER', member.name), { clusters: [host, member, ...more] });
  return withNames(finished, { HOST: host, MEMBER: member });
}

function cluster(name: string): Promise<KubeFedCluster> {
  return hostClient.get<KubeFedCluster>(kubeFedClusterType, { namespace, name });
}

/** What the run wrote to the host and the member. */
function writtenBy(act: () => Promise<void>): Promise<string[]> {
  return writtenIn([hostClient, memberClient], act);
}

describe('hansa join, before there is a federation', () => {
  it('says that there is none, and how to make one', async () => {
    assert.deepEqual(await hansa('join MEMBER'), {
      code: 1,
      stdout: '',
      stderr:
        'error: HOST: A KubeFedConfig named "kubefed" was not found in namespace "kube-federation-system". Is a KubeFed control plane running in this namespace?\n' +
        'hint: run "hansa init" to set up a federation there, or name the right host with --host-cluster-context and --kubefed-namespace\n',
    });
  });
});

describe('hansa join', () => {
  before(async () => {
    const { code, stderr } = await hansa('init');
    assert.equal(code, 0, stderr);
  });

  it('writes nothing with --dry-run, and says what it would write', async () => {
    const written = await writtenBy(async () => {
      assert.deepEqual(await hansa('join MEMBER --dry-run'), {
        code: 0,
        stdout: linesOf('created', ' (dry run)') + 'MEMBER would join the federation on HOST: <MEMBER>, VERSION\n',
        stderr: '',
      });
    });
    assert.deepEqual(written, []);
  });

  it('makes the cluster a member, by a token of its own that opens it', async () => {
    assert.deepEqual(await hansa('join MEMBER'), {
      code: 0,
      stdout: `${linesOf('created')}MEMBER joined the federation on HOST: <MEMBER>, VERSION\n`,
      stderr: '',
    });
    const { spec } = await cluster(member.name);
    assert.equal(spec.apiEndpoint, member.server);
    assert.equal(spec.secretRef.name, `${member.name}-token`);
    assert.equal(spec.disabledTLSValidations, undefined);
    const opened = await openAsHost(member.name);
    const { items } = await opened.list(namespaces);
    await opened.close();
    assert.ok(items.some(({ metadata }) => metadata.name === namespace));
  });

  it('refuses a name that has joined', async () => {
    const written = await writtenBy(async () => {
      assert.deepEqual(await hansa('join MEMBER'), {
        code: 1,
        stdout: '',
        stderr:
          'error: federated cluster MEMBER already exists in host cluster\n' +
          'hint: "hansa clusters" shows how it is; --error-on-existing=false writes it anew, for a new address or token\n',
      });
    });
    assert.deepEqual(written, []);
  });

  it('changes nothing when it is told to write the same anew', async () => {
    const written = await writtenBy(async () => {
      assert.deepEqual(await hansa('join MEMBER --error-on-existing=false'), {
        code: 0,
        stdout: `${linesOf('unchanged')}MEMBER joined the federation on HOST: <MEMBER>, VERSION\n`,
        stderr: '',
      });
    });
    assert.deepEqual(written, []);
  });

  it('keeps the Secret an earlier join made, and mends its token', async () => {
    const ref = { namespace, name: `${member.name}-token` };
    const before = await hostClient.get<TokenSecret>(secrets, ref);
    await hostClient.mergePatch(secrets, ref, { data: { token: 'b2xk' } });
    const { code, stdout } = await hansa('join MEMBER --error-on-existing=false');
    assert.equal(code, 0);
    assert.match(stdout, /^secret\/MEMBER-token configured in HOST$/m);
    assert.deepEqual((await hostClient.get<TokenSecret>(secrets, ref)).data, before.data);
    const { items } = await hostClient.list(secrets, { namespace });
    assert.deepEqual(
      items.map(({ metadata }) => metadata.name),
      [`${member.name}-token`],
    );
  });

  it('warns of a cluster that has joined under another name', async () => {
    const { code, stderr } = await hansa('join again --cluster-context MEMBER');
    assert.equal(code, 0);
    assert.equal(
      stderr,
      'warning: again is the same cluster as MEMBER, which has joined already: what is placed in both is fought over\n' +
        'hint: "hansa unjoin" removes the name that is one too many\n',
    );
    succeeded(await hansa('unjoin again --cluster-context MEMBER'));
  });

  it('refuses a ServiceAccount it has not made', async () => {
    const name = `taken-${host.name}`;
    await memberClient.create(serviceAccounts, { metadata: { name, namespace } });
    const { code, stdout, stderr } = await hansa('join taken --cluster-context MEMBER');
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^error: service account: taken-HOST already exists in joining cluster: taken\nhint: /m);
    await memberClient.delete(serviceAccounts, { namespace, name });
  });

  it('does not overwrite a Secret that is not its own', async () => {
    await hostClient.create(secrets, {
      metadata: { name: 'precious', namespace },
      data: { password: 'eA==' },
    } as TokenSecret);
    const named = await hansa('join spare --cluster-context MEMBER --secret-name precious');
    assert.equal(named.code, 1);
    assert.match(named.stderr, /^error: joining spare broke off: host cluster secret precious already exists$/m);
    assert.match(named.stderr, /run the same command again, and it goes on from there$/m);
    const forced = await hansa('join spare --cluster-context MEMBER --secret-name precious --error-on-existing=false');
    assert.equal(forced.code, 1);
    assert.match(forced.stderr, /host cluster secret precious exists and is no token of a cluster$/m);
    const { data } = await hostClient.get<TokenSecret>(secrets, { namespace, name: 'precious' });
    assert.deepEqual(data, { password: 'eA==' });
    await hostClient.delete(secrets, { namespace, name: 'precious' });
  });

  it('goes on where a join has broken off', async () => {
    const { code, stdout } = await hansa('join spare --cluster-context MEMBER');
    assert.equal(code, 0);
    assert.match(stdout, /^serviceaccount\/spare-HOST unchanged in spare$/m);
    assert.match(stdout, /^kubefedcluster.core.kubefed.io\/spare created in HOST$/m);
    succeeded(await hansa('unjoin spare --cluster-context MEMBER'));
  });

  it('leaves TLS unchecked where the kubeconfig does, and only there', async () => {
    const changes = { cluster: { 'certificate-authority': undefined, 'insecure-skip-tls-verify': true } };
    const unchecked = writeKubeconfig('unchecked', member, changes);
    succeeded(await hansa('join unchecked', [unchecked]));
    assert.deepEqual((await cluster('unchecked')).spec.disabledTLSValidations, ['*']);
    const checked = writeKubeconfig('unchecked', member);
    succeeded(await hansa('join unchecked --error-on-existing=false', [checked]));
    assert.equal((await cluster('unchecked')).spec.disabledTLSValidations, undefined);
    succeeded(await hansa('unjoin unchecked', [checked]));
  });
});

describe('hansa join of a cluster that cannot be joined', () => {
  it('names the contexts there are', async () => {
    const { code, stdout, stderr } = await hansa('join nowhere');
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^error: nowhere cannot be joined: .*: there is no context "nowhere"; the contexts are: /);
    assert.match(stderr, /^hint: give the context of nowhere with --cluster-context$/m);
  });

  const faults: [string, string, () => Parameters<typeof writeKubeconfig>[2], RegExp][] = [
    [
      'does not listen',
      'silent',
      () => ({ server: 'https://127.0.0.1:1' }),
      /^error: silent: https:\/\/127\.0\.0\.1:1: nothing listens on 127\.0\.0\.1:1: check the address, and that the API server runs\n$/,
    ],
    [
      'has a certificate of another authority',
      'stranger',
      () => ({
        cluster: {
          'certificate-authority': undefined,
          'certificate-authority-data': Buffer.from(rootCertificates[0] ?? '').toString('base64'),
        },
      }),
      /^error: stranger: <MEMBER>: the server's certificate is not signed by an authority trusted here .*: the certificate-authority given is not the one that signed it: get the current one\n$/,
    ],
    [
      'does not accept the token',
      'expired',
      () => ({ token: 'expired' }),
      /^error: expired: the API server does not accept the credentials \(401 Unauthorized\)\nhint: the token or certificate in the kubeconfig has probably expired or was revoked; get a new one and run the command again\n$/,
    ],
  ];
  for (const [what, name, changes, message] of faults) {
    it(`says that it ${what}, and writes nothing`, async () => {
      const written = await writtenBy(async () => {
        const { code, stdout, stderr } = await hansa(`join ${name}`, [writeKubeconfig(name, member, changes())]);
        assert.equal(code, 1);
        assert.equal(stdout, '');
        assert.match(stderr, message);
      });
      assert.deepEqual(written, []);
    });
  }
});

describe('hansa join in a federation of one namespace', () => {
  it('gives rights in that namespace only, besides seeing whether the cluster is well and has room', async () => {
    const options = '--kubefed-namespace one';
    succeeded(await hansa(`init --scope Namespaced ${options}`));
    const { code, stderr } = await hansa(`join MEMBER ${options}`);
    assert.equal(code, 0, stderr);
    const name = `kubefed-controller-manager:${member.name}-${host.name}`;
    const health = `kubefed-controller-manager:one:healthcheck-${member.name}-${host.name}`;
    await memberClient.get(roles, { namespace: 'one', name });
    await memberClient.get(clusterRoles, { namespace: '', name: health });
    const opened = await openAsHost(member.name, 'one');
    await opened.request('GET', '/healthz');
    await opened.list(secrets, { namespace: 'one' });
    await makeNodes(memberClient, 2, { clock: systemClock, signal: new AbortController().signal });
    for (const cpu of ['500m', '1']) await runPod(`takes-${cpu}`, cpu);
    assert.deepEqual((await roomSeenBy(opened)).free['cpu'], [30.5, 32]);
    await assert.rejects(opened.list(secrets), /forbidden/);
    await opened.close();
    succeeded(await hansa(`unjoin MEMBER ${options}`));
    await assert.rejects(memberClient.get(clusterRoles, { namespace: '', name: health }), isNotFound);
  });
});

/** A pod of another namespace on the first node. */
async function runPod(name: string, cpu: string): Promise<void> {
  const spec = { nodeName: 'node-1', containers: [{ name: 'c', image: 'none', resources: { requests: { cpu } } }] };
  await memberClient.create(pods, { metadata: { namespace: 'default', name }, spec } as KubeObject);
}

/** What the controllers would find free in the member. */
async function roomSeenBy(client: KubeClient): Promise<FreeNodes> {
  const seen = Promise.withResolvers<FreeNodes>();
  const refuse = (_: object, text: string) => seen.reject(new Error(text));
  const capacity = new MemberCapacity({
    cluster: member.name,
    client,
    clock: systemClock,
    random: Math.random,
    log: Object.assign(createLog('silent'), { warn: refuse as Log['warn'] }),
    changed: () => {
      const free = capacity.free();
      if (free) seen.resolve(free);
    },
  });
  return seen.promise.finally(() => capacity.stop());
}

/** The lines about what join writes, each with the same outcome. */
function linesOf(outcome: string, end = ''): string {
  return [
    `namespace/${namespace} ${outcome} in MEMBER`,
    `serviceaccount/MEMBER-HOST ${outcome} in MEMBER`,
    `secret/MEMBER-HOST ${outcome} in MEMBER`,
    `clusterrole.rbac.authorization.k8s.io/${role} ${outcome} in MEMBER`,
    `clusterrolebinding.rbac.authorization.k8s.io/${role} ${outcome} in MEMBER`,
    `secret/MEMBER-token ${outcome} in HOST`,
    `kubefedcluster.core.kubefed.io/MEMBER ${outcome} in HOST`,
  ]
    .map((line) => `${line}${end}\n`)
    .join('');
}

/** A client of the member made of nothing but what the host knows. */
async function openAsHost(name: string, systemNamespace = namespace): Promise<KubeClient> {
  const { spec } = await hostClient.get<KubeFedCluster>(kubeFedClusterType, { namespace: systemNamespace, name });
  const { data } = await hostClient.get<TokenSecret>(secrets, {
    namespace: systemNamespace,
    name: spec.secretRef.name,
  });
  const token = Buffer.from(data?.['token'] ?? '', 'base64').toString('utf8');
  return createKubeClient({
    name,
    server: spec.apiEndpoint,
    tls: { ca: Buffer.from(spec.caBundle ?? '', 'base64').toString('utf8') },
    credential: createStaticCredential({ authorization: `Bearer ${token}` }),
  });
}
