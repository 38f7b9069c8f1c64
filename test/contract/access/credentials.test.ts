import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../../src/base/clock.ts';
import { createRotatingToken } from '../../../src/kube/auth/rotating-token.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { createKubeClient } from '../../../src/kube/create-client.ts';
import { accessFor } from '../../../src/kube/kubeconfig/access-for.ts';
import { loadKubeconfig } from '../../../src/kube/kubeconfig/load.ts';
import { issueCertificate } from '../../../src/kube/testing/issue-certificate.ts';
import type { LabCluster } from '../../../src/lab/lab.ts';
import { startTestCluster } from '../../lab.ts';
import { whoAmI } from './who-am-i.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const clientAuthority = issueCertificate({ name: 'client-authority', isAuthority: true });
const captain = issueCertificate({ name: 'captain', issuer: clientAuthority });
const stranger = issueCertificate({ name: 'captain' });

describe('credentials at an API server', () => {
  let cluster: LabCluster;
  let ca: string;
  let directory: string;
  const clients: KubeClient[] = [];
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'hansa-credentials-'));
    cluster = await startTestCluster({ flags: [`--client-ca-file=${write('client-ca.crt', clientAuthority.cert)}`] });
    ca = readFileSync(cluster.caPath, 'utf8');
  });
  after(async () => {
    await Promise.all(clients.map((client) => client.close()));
    rmSync(directory, { recursive: true });
  });

  const write = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  /** A client as the user of a kubeconfig. */
  const connect = (user: object): KubeClient => {
    const file = write(
      'config',
      JSON.stringify({
        'current-context': 'here',
        contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster: { server: cluster.server, 'certificate-authority-data': base64(ca) } }],
        users: [{ name: 'u', user }],
      }),
    );
    const kubeconfig = loadKubeconfig({ env: {}, homedir: directory, cwd: directory, explicitPath: file });
    const { access } = accessFor(kubeconfig, undefined, { clock: systemClock, env: process.env, isTerminal: false });
    const client = createKubeClient(access);
    clients.push(client);
    return client;
  };
  const plugin = (status: string): object => ({
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: [
        write(
          'plugin.mjs',
          `import { readFileSync } from 'node:fs';
           console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: ${status} }));`,
        ),
      ],
      interactiveMode: 'Never',
    },
  });

  it('is who the token says', async () => {
    const identity = await whoAmI(connect({ token: cluster.token }));
    assert.equal(identity.username, 'admin');
    assert.ok(identity.groups?.includes('system:masters'));
  });

  it('is who the token file says', async () => {
    assert.equal((await whoAmI(connect({ tokenFile: write('token', `${cluster.token}\n`) }))).username, 'admin');
  });

  it('is who the client certificate says, given inline and in files', async () => {
    const inline = { 'client-certificate-data': base64(captain.cert), 'client-key-data': base64(captain.key) };
    const files = {
      'client-certificate': write('tls.crt', captain.cert),
      'client-key': write('tls.key', captain.key),
    };
    for (const user of [inline, files]) assert.equal((await whoAmI(connect(user))).username, 'captain');
  });

  it('is who the plugin says, by token and by certificate', async () => {
    const byToken = connect(plugin(JSON.stringify({ token: cluster.token })));
    assert.equal((await whoAmI(byToken)).username, 'admin');
    const status = { clientCertificateData: captain.cert, clientKeyData: captain.key };
    assert.equal((await whoAmI(connect(plugin(JSON.stringify(status))))).username, 'captain');
  });

  it('is a service account with its token', async () => {
    const token = await serviceAccountToken(connect({ token: cluster.token }), 'skipper');
    assert.equal((await whoAmI(connect({ token }))).username, 'system:serviceaccount:harbour:skipper');
  });

  it('is nobody without a credential', async () => {
    await assert.rejects(connect({}).request('GET', '/api/v1/secrets'), { status: 403, message: /system:anonymous/ });
  });

  it('acts for another', async () => {
    const user = {
      token: cluster.token,
      as: 'anna',
      'as-uid': '7',
      'as-groups': ['one', 'two'],
      'as-user-extra': { 'example.com/Scope': ['x', 'y'] },
    };
    const { groups, ...identity } = await whoAmI(connect(user));
    assert.deepEqual(identity, { username: 'anna', uid: '7', extra: { 'example.com/scope': ['x', 'y'] } });
    assert.deepEqual([...(groups ?? [])].sort(), ['one', 'system:authenticated', 'two']);
  });

  it('says that a credential is refused, and never quotes it', async () => {
    const certificate = { 'client-certificate-data': base64(stranger.cert), 'client-key-data': base64(stranger.key) };
    for (const user of [{ token: 'forged-secret' }, certificate]) {
      await assert.rejects(connect(user).request('GET', '/version'), {
        name: 'ApiError',
        message: 'here: GET /version: 401 Unauthorized',
      });
    }
  });

  it('uses a rotated token from the next request on', async () => {
    const credential = createRotatingToken('expired');
    const client = createKubeClient({ name: 'here', server: cluster.server, tls: { ca }, credential });
    clients.push(client);
    await assert.rejects(whoAmI(client), { status: 401 });
    credential.set(cluster.token);
    assert.equal((await whoAmI(client)).username, 'admin');
    credential.set('expired');
    await assert.rejects(whoAmI(client), { status: 401 });
  });

  it('reads a refused token file again within the same call', async () => {
    const path = write('rotated', 'expired');
    const client = connect({ tokenFile: path });
    await assert.rejects(whoAmI(client), { status: 401 });
    writeFileSync(path, cluster.token);
    assert.equal((await whoAmI(client)).username, 'admin');
  });

  it('opens another connection for another client certificate', async () => {
    let clientCertificate = { cert: captain.cert, key: captain.key };
    const credential = { current: () => ({ clientCertificate }), refused: () => false };
    const client = createKubeClient({ name: 'here', server: cluster.server, tls: { ca }, credential });
    clients.push(client);
    assert.equal((await whoAmI(client)).username, 'captain');
    clientCertificate = { cert: stranger.cert, key: stranger.key };
    await assert.rejects(whoAmI(client), { status: 401 });
    clientCertificate = { cert: captain.cert, key: captain.key };
    assert.equal((await whoAmI(client)).username, 'captain');
  });
});

async function serviceAccountToken(admin: KubeClient, name: string): Promise<string> {
  const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false };
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'harbour' } };
  await admin.apply(namespaces, { namespace: '', name: 'harbour' }, namespace, { force: true });
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'harbour' } };
  const type = { group: '', version: 'v1', plural: 'serviceaccounts', kind: 'ServiceAccount', namespaced: true };
  await admin.apply(type, { namespace: 'harbour', name }, account, { force: true });
  const { body } = await admin.request('POST', `/api/v1/namespaces/harbour/serviceaccounts/${name}/token`, {
    body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} }),
    contentType: 'application/json',
  });
  return (JSON.parse(body.toString()) as { status: { token: string } }).status.token;
}
