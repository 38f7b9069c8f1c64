import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SteppingClock } from '../../base/stepping-clock.ts';
import { issueCertificate } from '../testing/issue-certificate.ts';
import { accessFor } from './access-for.ts';
import { KubeconfigError } from './error.ts';
import { loadKubeconfig } from './load.ts';

const authority = issueCertificate({ name: 'authority', isAuthority: true });
const client = issueCertificate({ name: 'client' });
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const server = 'https://api.example.com:6443';

describe('accessFor', () => {
  let directory: string;
  before(() => (directory = mkdtempSync(join(tmpdir(), 'hansa-access-'))));
  after(() => rmSync(directory, { recursive: true }));

  const write = (name: string, text: string): void => writeFileSync(join(directory, name), text);
  const load = (content: object) => {
    write('config', JSON.stringify(content));
    return loadKubeconfig({ env: {}, homedir: directory, cwd: directory, explicitPath: 'config' });
  };
  const access = (cluster: object, user: object = {}, env: Record<string, string> = {}) =>
    accessFor(
      load({
        contexts: [{ name: 'port', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster }],
        users: [{ name: 'u', user }],
      }),
      'port',
      { clock: new SteppingClock(), env, isTerminal: false },
    );
  const fails = (cluster: object, user: object, field: string, says: RegExp) =>
    assert.throws(
      () => access(cluster, user),
      (error: unknown) => error instanceof KubeconfigError && error.field === field && says.test(error.message),
    );

  it('gives server, name, trust and namespace', () => {
    const found = access({
      server: `${server}/k8s/clusters/c1/`,
      'certificate-authority-data': base64(authority.cert),
      'tls-server-name': 'inner',
      'proxy-url': 'socks5://proxy:1080',
    });
    assert.equal(found.namespace, 'default');
    assert.equal(found.context, 'port');
    const { credential, ...rest } = found.access;
    assert.deepEqual(credential.current(), {});
    assert.deepEqual(rest, {
      name: 'port',
      server: `${server}/k8s/clusters/c1`,
      tls: { ca: authority.cert, serverName: 'inner' },
      proxyUrl: 'socks5://proxy:1080',
    });
  });

  it('gives the cluster as it stands there, for join', () => {
    const inline = access({ server, 'certificate-authority-data': base64(authority.cert) }).cluster;
    assert.deepEqual(inline, { name: 'c', server, ca: authority.cert, isCaInline: true, insecureSkipTlsVerify: false });
    write('ca.pem', authority.cert);
    const file = access({ server, 'certificate-authority': 'ca.pem' }).cluster;
    assert.deepEqual({ ca: file.ca, isCaInline: file.isCaInline }, { ca: authority.cert, isCaInline: false });
    const insecure = access({ server, 'insecure-skip-tls-verify': true });
    assert.equal(insecure.cluster.insecureSkipTlsVerify, true);
    assert.deepEqual(insecure.access.tls, { unchecked: ['everything'] });
  });

  it('adds a scheme as client-go does', () => {
    assert.equal(access({ server: 'localhost:8080' }).access.server, 'http://localhost:8080');
    assert.equal(
      access({ server: 'localhost:8443', 'insecure-skip-tls-verify': true }).access.server,
      'https://localhost:8443',
    );
  });

  it('takes the proxy from the environment when the cluster names none', () => {
    const env = { HTTPS_PROXY: 'proxy.example.com:3128', NO_PROXY: 'internal' };
    assert.equal(access({ server }, {}, env).access.proxyUrl, 'http://proxy.example.com:3128');
    assert.equal(access({ server: 'https://a.internal' }, {}, env).access.proxyUrl, undefined);
  });

  it('makes a credential of each kind of user', async () => {
    write('token', 'from-file\n');
    write('tls.crt', client.cert);
    write('tls.key', client.key);
    const clientCertificate = { cert: client.cert, key: client.key };
    const users: [object, object][] = [
      [{ token: 'inline' }, { authorization: 'Bearer inline' }],
      [{ tokenFile: 'token', token: 'older' }, { authorization: 'Bearer from-file' }],
      [{ tokenFile: 'missing', token: 'older' }, { authorization: 'Bearer older' }],
      [{ username: 'anna', password: 'pass' }, { authorization: `Basic ${base64('anna:pass')}` }],
      [
        { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) },
        { clientCertificate },
      ],
      [{ 'client-certificate': 'tls.crt', 'client-key': 'tls.key' }, { clientCertificate }],
      [{ token: 'wins', 'auth-provider': { name: 'gcp' } }, { authorization: 'Bearer wins' }],
    ];
    for (const [user, expected] of users) {
      assert.deepEqual(await access({ server }, user).access.credential.current(), expected);
    }
  });

  it('runs a plugin that stands beside the kubeconfig, and tells it of the cluster if it wants to know', async () => {
    write(
      'plugin',
      `#!${process.execPath}\nconst { cluster } = JSON.parse(process.env.KUBERNETES_EXEC_INFO).spec;
       console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential',
         status: { token: Buffer.from(JSON.stringify(cluster)).toString('base64') } }));`,
    );
    chmodSync(join(directory, 'plugin'), 0o700);
    const cluster = {
      server,
      'certificate-authority-data': base64(authority.cert),
      extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'here' } }],
    };
    const exec = {
      command: './plugin',
      apiVersion: 'client.authentication.k8s.io/v1',
      interactiveMode: 'Never',
      provideClusterInfo: true,
    };
    const { authorization = '' } = await access(cluster, { exec }).access.credential.current();
    assert.deepEqual(JSON.parse(Buffer.from(authorization.slice('Bearer '.length), 'base64').toString()), {
      server,
      'certificate-authority-data': base64(authority.cert),
      config: { audience: 'here' },
    });
  });

  it('impersonates', () => {
    const user = { token: 't', as: 'anna', 'as-uid': '7', 'as-groups': ['a', 'b'], 'as-user-extra': { scope: ['x'] } };
    assert.deepEqual(access({ server }, user).access.impersonate, {
      user: 'anna',
      uid: '7',
      groups: ['a', 'b'],
      extra: { scope: ['x'] },
    });
    assert.equal(access({ server }, { token: 't' }).access.impersonate, undefined);
  });

  it('names the contexts there are when one is not', () => {
    const kubeconfig = load({
      contexts: [
        { name: 'b', context: { cluster: 'gone' } },
        { name: 'a', context: { cluster: 'c', user: 'gone' } },
      ],
      clusters: [{ name: 'c', cluster: { server } }],
    });
    const find = (name?: string) =>
      accessFor(kubeconfig, name, { clock: new SteppingClock(), env: {}, isTerminal: false });
    assert.throws(() => find('d'), { message: /there is no context "d"; the contexts are: a, b$/ });
    assert.throws(() => find(), {
      message: /current-context: it is not set, so a context must be named; the contexts are: a, b$/,
    });
    assert.throws(() => find('b'), {
      field: 'contexts[0].context.cluster',
      message: /names cluster "gone", which is not there/,
    });
    assert.throws(() => find('a'), {
      field: 'contexts[1].context.user',
      message: /names user "gone", which is not there/,
    });
  });

  it('says which field makes no sense, without its value', () => {
    const cluster = 'clusters[0].cluster';
    const user = 'users[0].user';
    fails({}, {}, `${cluster}.server`, /missing/);
    fails({ server: 'ftp://x' }, {}, `${cluster}.server`, /must be a URL/);
    fails({ server: 'https://user:secret@x' }, {}, `${cluster}.server`, /^(?!.*secret).*must be a URL/);
    fails(
      { server, 'certificate-authority-data': base64('nothing') },
      {},
      `${cluster}.certificate-authority-data`,
      /PEM/,
    );
    fails(
      { server, 'certificate-authority': 'gone.pem' },
      {},
      `${cluster}.certificate-authority`,
      /gone\.pem cannot be read/,
    );
    fails({ server, 'proxy-url': 'proxy:3128' }, {}, `${cluster}.proxy-url`, /socks5/);
    fails(
      { server, 'insecure-skip-tls-verify': true, 'certificate-authority-data': base64(authority.cert) },
      {},
      `${cluster}.insecure-skip-tls-verify`,
      /remove one/,
    );
    fails(
      { server },
      { token: 'secret', username: 'a' },
      user,
      /^(?!.*secret).*user "u": it has both a token and a password/,
    );
    fails({ server }, { 'auth-provider': { name: 'gcp' } }, `${user}.auth-provider`, /"gcp" was removed.*exec plugin/);
    fails({ server }, { 'client-certificate-data': base64(client.cert) }, `${user}.client-key`, /missing/);
    fails({ server }, { 'client-key-data': base64(client.key) }, `${user}.client-certificate`, /missing/);
    fails({ server }, { 'client-key-data': 'secret' }, `${user}.client-key-data`, /^(?!.*secret).*base64/);
    fails({ server }, { 'as-groups': ['a'] }, `${user}.as`, /set as/);
    fails({ server }, { exec: { apiVersion: 'client.authentication.k8s.io/v1' } }, `${user}.exec.command`, /missing/);
    fails(
      { server },
      { exec: { command: 'x', apiVersion: 'client.authentication.k8s.io/v1alpha1' } },
      `${user}.exec.apiVersion`,
      /one of/,
    );
    fails(
      { server },
      { exec: { command: 'x', apiVersion: 'client.authentication.k8s.io/v1' } },
      `${user}.exec.interactiveMode`,
      /IfAvailable/,
    );
  });
});
