import assert from 'node:assert/strict';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { after, describe, it } from 'node:test';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { systemClock } from '../base/clock.ts';
import { SteppingClock } from '../base/stepping-clock.ts';
import type { ClientCertificate, ClusterAccess, TlsTrust } from './access.ts';
import { createStaticCredential } from './auth/static-credential.ts';
import { dial } from './dial.ts';
import { issueCertificate } from './testing/issue-certificate.ts';
import { listen, type Listening } from './testing/listen.ts';

const ca = issueCertificate({
  name: 'authority',
  isAuthority: true,
  from: new Date('2019-01-01'),
  to: new Date('2049-01-01'),
});
const otherCa = issueCertificate({ name: 'authority', isAuthority: true });
const hosts = ['127.0.0.1', 'localhost'];
const good = issueCertificate({ name: 'good', hosts, issuer: ca });
const longAgo = { from: new Date('2020-01-01'), to: new Date('2021-01-01') };

describe('dial', () => {
  const running: Listening[] = [];
  after(() => Promise.all(running.map((server) => server.close())));

  const start = async (server: Server): Promise<number> => {
    const listening = await listen(server);
    running.push(listening);
    return listening.port;
  };
  const serve = (options: TlsOptions): Promise<number> =>
    start(createServer(options, (socket) => socket.end(socket.getPeerCertificate().subject?.CN ?? 'nobody')));
  it('trusts what the given authority signed for that name, and agrees on a protocol', async () => {
    const port = await serve({ cert: good.cert, key: good.key, ALPNProtocols: ['http/1.1', 'h2'] });
    const socket = (await open(port, { ca: ca.cert })) as TLSSocket;
    assert.equal(socket.authorized, true);
    assert.equal(socket.alpnProtocol, 'http/1.1');
    socket.destroy();
  });

  it('shows the client certificate', async () => {
    const client = issueCertificate({ name: 'captain', issuer: ca });
    const port = await serve({ cert: good.cert, key: good.key, ca: ca.cert, requestCert: true });
    const socket = await open(port, { ca: ca.cert }, { cert: client.cert, key: client.key });
    const said = await socket.toArray();
    assert.equal(Buffer.concat(said as Buffer[]).toString(), 'captain');
  });

  it('leaves TLS away for http://', async () => {
    const port = await start(createTcpServer((socket) => socket.end('plain')));
    const socket = await dial(accessTo(`http://127.0.0.1:${port}`, {}), {
      protocols: [],
      certificate: undefined,
      clock: systemClock,
      timeoutMs: 5_000,
    });
    assert.equal(Buffer.concat((await socket.toArray()) as Buffer[]).toString(), 'plain');
  });

  const servers = {
    good,
    'another authority': issueCertificate({ name: 'good', hosts, issuer: otherCa }),
    'another name': issueCertificate({ name: 'good', hosts: ['elsewhere'], issuer: ca }),
    expired: issueCertificate({ name: 'good', hosts, issuer: ca, ...longAgo }),
    'not yet valid': issueCertificate({
      name: 'good',
      hosts,
      issuer: ca,
      from: new Date('2040-01-01'),
      to: new Date('2041-01-01'),
    }),
    'expired, another name': issueCertificate({ name: 'good', hosts: ['elsewhere'], issuer: ca, ...longAgo }),
    'expired, another authority': issueCertificate({ name: 'good', hosts, issuer: otherCa, ...longAgo }),
    'expired, self-signed': issueCertificate({ name: 'good', hosts, ...longAgo }),
    'expired, older than its authority': issueCertificate({
      name: 'good',
      hosts,
      issuer: ca,
      from: new Date('2018-01-01'),
      to: new Date('2019-06-01'),
    }),
  };
  const accepted: Record<string, readonly (keyof typeof servers)[]> = {
    '': ['good'],
    everything: Object.keys(servers) as (keyof typeof servers)[],
    hostname: ['good', 'another name'],
    validity: ['good', 'expired', 'not yet valid'],
    'hostname,validity': ['good', 'another name', 'expired', 'not yet valid', 'expired, another name'],
  };
  for (const [unchecked, those] of Object.entries(accepted)) {
    it(`with ${unchecked === '' ? 'nothing' : unchecked} unchecked, accepts ${those.join(' · ')}, and nothing else`, async () => {
      const names: string[] = [];
      for (const [name, { cert, key }] of Object.entries(servers)) {
        const port = await serve({ cert, key });
        const trust: TlsTrust = {
          ca: ca.cert,
          unchecked: unchecked === '' ? [] : (unchecked.split(',') as NonNullable<TlsTrust['unchecked']>),
        };
        try {
          (await open(port, trust)).destroy();
          names.push(name);
        } catch (error) {
          assertTlsFault(error);
        }
      }
      assert.deepEqual(names, those);
    });
  }

  it('expects the name it is told to instead of the address', async () => {
    const { cert, key } = servers['another name'];
    const port = await serve({ cert, key });
    (await open(port, { ca: ca.cert, serverName: 'elsewhere' })).destroy();
    await assert.rejects(open(port, { ca: ca.cert, serverName: 'nowhere' }), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('trusts the machine’s authorities alone when none is given', async () => {
    const port = await serve({ cert: good.cert, key: good.key });
    await assert.rejects(open(port, {}), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });

  it('gives up after its time, whatever hangs', async () => {
    const clock = new SteppingClock();
    const port = await start(createTcpServer(() => clock.advance(3_000)));
    const pending = dial(accessTo(`https://127.0.0.1:${port}`, {}), {
      protocols: [],
      certificate: undefined,
      clock,
      timeoutMs: 3_000,
    });
    await assert.rejects(pending, { code: 'ETIMEDOUT', message: 'no connection within 3 s' });
  });

  it('rejects when nothing listens, and when the key does not fit', async () => {
    const listening = await listen(createTcpServer());
    await listening.close();
    await assert.rejects(open(listening.port, {}), { code: 'ECONNREFUSED' });
    const port = await serve({ cert: good.cert, key: good.key });
    await assert.rejects(open(port, { ca: ca.cert }, { cert: good.cert, key: ca.key }), {
      code: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH',
    });
  });
});

function open(port: number, tls: TlsTrust, certificate?: ClientCertificate): Promise<Socket> {
  const options = { protocols: ['h2', 'http/1.1'], certificate, clock: systemClock, timeoutMs: 5_000 };
  return dial(accessTo(`https://127.0.0.1:${port}`, tls), options);
}

function accessTo(server: string, tls: TlsTrust): ClusterAccess {
  return { name: 'here', server, tls, credential: createStaticCredential({}) };
}

function assertTlsFault(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  assert.match(code, /CERT|LEAF_SIGNATURE/, String(error));
}
