import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { after, describe, it } from 'node:test';
import { systemClock } from '../base/clock.ts';
import { CredentialError, type ClusterAccess } from './access.ts';
import { createStaticCredential } from './auth/static-credential.ts';
import { dial } from './dial.ts';
import { ApiError, ConnectionError } from './errors.ts';
import { explainConnection } from './explain-connection.ts';
import { createHttp1Transport } from './http1-transport.ts';
import { issueCertificate } from './testing/issue-certificate.ts';
import { listen, type Listening } from './testing/listen.ts';

const access: ClusterAccess = {
  name: 'bremen',
  server: 'https://api.example.com:6443',
  tls: {},
  credential: createStaticCredential({}),
};

describe('explainConnection', () => {
  const running: Listening[] = [];
  after(() => Promise.all(running.map((server) => server.close())));

  const start = async (server: Parameters<typeof listen>[0], scheme = 'https'): Promise<string> => {
    const listening = await listen(server);
    running.push(listening);
    return `${scheme}://127.0.0.1:${listening.port}`;
  };

  it('explains what nobody answers', async () => {
    const listening = await listen(createTcpServer());
    await listening.close();
    const server = `https://127.0.0.1:${listening.port}`;
    const address = server.slice('https://'.length);
    const error = await failureOf({ ...access, server });
    assert.equal(error.errno, 'ECONNREFUSED');
    assert.equal(error.cluster, 'bremen');
    assert.equal(
      error.message,
      `bremen: ${server}: nothing listens on ${address}: check the address, and that the API server runs`,
    );
  });

  it('explains a port that speaks plain HTTP', async () => {
    const server = await start(createHttpServer());
    assert.match((await failureOf({ ...access, server })).message, /answers in plain HTTP, not TLS: write http:\/\//);
  });

  it('explains a certificate of an unknown authority, with and without one given', async () => {
    const { cert, key } = issueCertificate({ name: 'self', hosts: ['127.0.0.1'] });
    const server = await start(createTlsServer({ cert, key }));
    const unknown = await failureOf({ ...access, server });
    assert.equal(unknown.errno, 'DEPTH_ZERO_SELF_SIGNED_CERT');
    assert.match(
      unknown.message,
      /not signed by an authority trusted here .*: give the certificate of its authority as certificate-authority$/,
    );
    const ca = issueCertificate({ name: 'other', isAuthority: true }).cert;
    assert.match((await failureOf({ ...access, server, tls: { ca } })).message, /not the one that signed it/);
  });

  it('explains a certificate for another name, and one that expired', async () => {
    const authority = issueCertificate({ name: 'authority', isAuthority: true });
    const tls = { ca: authority.cert };
    const elsewhere = issueCertificate({ name: 'x', hosts: ['elsewhere'], issuer: authority });
    const other = await start(createTlsServer({ cert: elsewhere.cert, key: elsewhere.key }));
    assert.match(
      (await failureOf({ ...access, server: other, tls })).message,
      /is not for 127\.0\.0\.1 \(.*\): use a name it is for as address, or give that name as tls-server-name$/,
    );
    assert.match(
      (await failureOf({ ...access, server: other, tls: { ...tls, serverName: 'nowhere' } })).message,
      /is not for nowhere \(it is for DNS:elsewhere\)/,
    );
    const past = issueCertificate({
      name: 'x',
      hosts: ['127.0.0.1'],
      issuer: authority,
      from: new Date('2020-01-01'),
      to: new Date('2021-01-01'),
    });
    const expired = await start(createTlsServer({ cert: past.cert, key: past.key }));
    assert.match(
      (await failureOf({ ...access, server: expired, tls })).message,
      /has expired: renew it, or check this machine's clock$/,
    );
  });

  it('explains a server that hangs up', async () => {
    const server = await start(
      createTcpServer((socket) => socket.once('data', () => socket.end())),
      'http',
    );
    const transport = createHttp1Transport({ ...access, server }, systemClock);
    const error = await transport.call({ method: 'GET', path: '/', headers: {}, credential: {} }, 5_000).then(
      () => assert.fail('it answered'),
      (error: unknown) => explained({ ...access, server }, error),
    );
    await transport.close();
    assert.match(error.message, /closed the connection before it answered/);
  });

  const cases: [code: string, says: RegExp][] = [
    ['ENOTFOUND', /the name api\.example\.com is not known to the DNS: check/],
    ['EAI_AGAIN', /could not be looked up just now/],
    ['ETIMEDOUT', /no answer from api\.example\.com:6443 .*firewalls/],
    ['EHOSTUNREACH', /no way leads to api\.example\.com:6443/],
    ['ECONNRESET', /ended the connection: it may be restarting/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /not signed by an authority trusted here/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /not signed by an authority trusted here/],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /asks for a client certificate: add client-certificate/],
    ['ERR_HTTP2_SESSION_ERROR', /HTTP\/2 connection broke \(words of Node\)/],
    ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', /cannot be read as PEM \(words of Node\)/],
    ['UND_ERR_CONNECT_TIMEOUT', /no answer in time/],
    ['E_UNHEARD_OF', /: words of Node$/],
  ];
  for (const [code, says] of cases) {
    it(`explains ${code}`, () => {
      const cause = Object.assign(new Error('words of Node'), { code });
      const error = explained(access, cause);
      assert.match(error.message, says);
      assert.equal(error.errno, code);
      assert.equal(error.cause, cause);
    });
  }

  it('finds the cause below wrappers, and the first of several', () => {
    const refused = Object.assign(new Error(''), { code: 'ECONNREFUSED' });
    const wrapped = new TypeError('fetch failed', { cause: new AggregateError([refused], 'all failed') });
    assert.equal(explained(access, wrapped).errno, 'ECONNREFUSED');
  });

  it('leaves alone what is explained already', () => {
    const errors = [
      new CredentialError('no token'),
      explained(access, new Error('x')),
      new ApiError({ cluster: 'a', method: 'GET', path: '/', status: 500, reason: '', serverMessage: '' }),
    ];
    for (const error of errors) assert.equal(explainConnection(access, error), error);
  });
});

function explained(access: ClusterAccess, error: unknown): ConnectionError {
  const result = explainConnection(access, error);
  assert.ok(result instanceof ConnectionError);
  return result;
}

function failureOf(access: ClusterAccess): Promise<ConnectionError> {
  return dial(access, { protocols: [], certificate: undefined, clock: systemClock, timeoutMs: 5_000 }).then(
    () => assert.fail('it connected'),
    (error: unknown) => explained(access, error),
  );
}
