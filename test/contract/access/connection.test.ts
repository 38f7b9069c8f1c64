import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../../src/base/clock.ts';
import type { ClusterAccess, TlsTrust } from '../../../src/kube/access.ts';
import type { KubeClient, WatchEvent } from '../../../src/kube/client.ts';
import { createKubeClient } from '../../../src/kube/create-client.ts';
import { createHttp1Transport } from '../../../src/kube/http1-transport.ts';
import { issueCertificate } from '../../../src/kube/testing/issue-certificate.ts';
import { startConnectProxy, startSocksProxy, type ProxyUnderTest } from '../../../src/kube/testing/proxies.ts';
import type { LabCluster } from '../../../src/lab/lab.ts';
import { useLab } from '../../lab.ts';
import { whoAmI } from './who-am-i.ts';

const configMaps = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };

const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false };
const namespace = `access-${process.pid}`;
const namespaceObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };

describe('connections to an API server', () => {
  let host: LabCluster;
  let ca: string;
  const clients: KubeClient[] = [];
  const proxies: ProxyUnderTest[] = [];
  before(async () => {
    ({ host } = await useLab());
    ca = readFileSync(host.caPath, 'utf8');
    await connect(host.access).apply(namespaces, { namespace: '', name: namespace }, namespaceObject, { force: true });
  });
  after(async () => {
    await connect(host.access).delete(namespaces, { namespace: '', name: namespace });
    await Promise.all(clients.map((client) => client.close()));
    await Promise.all(proxies.map((proxy) => proxy.close()));
  });

  const accessTo = (more: Partial<ClusterAccess> = {}): ClusterAccess => ({
    name: 'here',
    server: host.server,
    tls: { ca },
    credential: host.access.credential,
    ...more,
  });
  const connect = (access: ClusterAccess, isHttp1 = false): KubeClient => {
    const client = createKubeClient(access, isHttp1 ? { transport: createHttp1Transport(access, systemClock) } : {});
    clients.push(client);
    return client;
  };
  const fails = (tls: TlsTrust, says: RegExp) =>
    assert.rejects(whoAmI(connect(accessTo({ tls }))), { name: 'ConnectionError', message: says });

  it('says what is wrong with the authority or the name', async () => {
    const other = issueCertificate({ name: 'kubernetes-ca', isAuthority: true }).cert;
    await fails({ ca: other }, /^here: https:\S+: the server's certificate is not signed by an authority trusted here/);
    await fails(
      {},
      /not signed by an authority trusted here .*: give the certificate of its authority as certificate-authority$/,
    );
    await fails({ ca, serverName: 'elsewhere' }, /is not for elsewhere \(it is for DNS:.*tls-server-name$/);
  });

  it('leaves out the checks it is told to', async () => {
    const trusts: TlsTrust[] = [
      { unchecked: ['everything'] },
      { ca, serverName: 'elsewhere', unchecked: ['hostname'] },
      { ca, unchecked: ['validity'] },
    ];
    for (const tls of trusts) assert.equal((await whoAmI(connect(accessTo({ tls })))).username, 'admin');
    await fails({ serverName: 'elsewhere', unchecked: ['hostname'] }, /not signed by an authority/);
    await fails({ ca, serverName: 'elsewhere', unchecked: ['validity'] }, /is not for elsewhere/);
  });

  it('says that TLS is expected where http:// is written', async () => {
    const client = connect(accessTo({ server: host.server.replace('https:', 'http:') }));
    await assert.rejects(whoAmI(client), { name: 'ApiError', status: 400, message: /HTTP request to an HTTPS server/ });
  });

  const ways: { way: string; start?: () => Promise<ProxyUnderTest>; scheme?: string; isHttp1: boolean }[] = [
    { way: 'HTTP/1.1', isHttp1: true },
    { way: 'HTTP/1.1 through an HTTP proxy', start: startConnectProxy, scheme: 'http', isHttp1: true },
    { way: 'HTTP/2 through an HTTP proxy', start: startConnectProxy, scheme: 'http', isHttp1: false },
    { way: 'HTTP/1.1 through a SOCKS proxy', start: startSocksProxy, scheme: 'socks5', isHttp1: true },
    { way: 'HTTP/2 through a SOCKS proxy', start: startSocksProxy, scheme: 'socks5', isHttp1: false },
  ];
  for (const { way, start, scheme, isHttp1 } of ways) {
    it(`reads, writes and watches by ${way}`, async () => {
      const proxy = await start?.();
      if (proxy) proxies.push(proxy);
      const client = connect(accessTo(proxy ? { proxyUrl: `${scheme}://127.0.0.1:${proxy.port}` } : {}), isHttp1);
      await roundTrip(client, `by-${way.toLowerCase().replaceAll(/\W+/g, '-')}`);
      if (proxy)
        assert.ok(proxy.tunnels.every((tunnel) => host.server.endsWith(`//${tunnel}`)) && proxy.tunnels.length > 0);
    });
  }

  it('says which proxy does not let it through', async () => {
    const proxy = await startConnectProxy('anna:secret');
    proxies.push(proxy);
    const client = connect(accessTo({ proxyUrl: `http://anna:wrong@127.0.0.1:${proxy.port}` }));
    await assert.rejects(whoAmI(client), {
      name: 'ConnectionError',
      message: `here: ${host.server}: proxy http://127.0.0.1:${proxy.port}: it asks for a user and password (407); put them into proxy-url`,
    });
  });
});

/** Applies, reads, watches and deletes a ConfigMap. */
async function roundTrip(client: KubeClient, name: string): Promise<void> {
  const ref = { namespace, name };
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: ref, data: { text: 'Käse' } };
  const { object } = await client.apply(configMaps, ref, body, { force: true });
  assert.deepEqual((await client.get<typeof body>(configMaps, ref)).data, body.data);
  const stop = new AbortController();
  const events: WatchEvent['type'][] = [];
  const watch = client.watch(
    configMaps,
    {
      namespace,
      fieldSelector: `metadata.name=${name}`,
      resourceVersion: object.metadata.resourceVersion ?? '',
      signal: stop.signal,
    },
    ({ type }) => {
      events.push(type);
      if (type === 'DELETED') stop.abort(new Error('seen'));
    },
  );
  // Before the delete is answered the watch may have ended; somebody must wait for it by then.
  const ended = assert.rejects(watch, { message: 'seen' });
  assert.equal(await client.delete(configMaps, ref), 'gone');
  await ended;
  assert.deepEqual(events, ['DELETED']);
}
