import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { after, describe, it } from 'node:test';
import { systemClock, type Clock } from '../base/clock.ts';
import { SteppingClock } from '../base/stepping-clock.ts';
import type { ClientCertificate, ClusterAccess, TlsTrust } from './access.ts';
import { createStaticCredential } from './auth/static-credential.ts';
import { createHttp1Transport } from './http1-transport.ts';
import { issueCertificate } from './testing/issue-certificate.ts';
import { listen } from './testing/listen.ts';
import type { Transport, TransportRequest } from './transport.ts';

const ask: TransportRequest = {
  method: 'GET',
  path: '/api?x=1',
  headers: { accept: 'application/json' },
  credential: {},
};

const ignore = { begun: () => {}, take: () => {} };

describe('createHttp1Transport', () => {
  const endings: (() => Promise<void>)[] = [];
  after(() => Promise.all(endings.map((end) => end())));

  const serve = async (listener: RequestListener, path = '', clock: Clock = systemClock): Promise<Transport> => {
    const server = await listen(createServer(listener));
    endings.push(() => server.close());
    return connect(`http://127.0.0.1:${server.port}${path}`, {}, clock);
  };
  const connect = (server: string, tls: TlsTrust, clock: Clock): Transport => {
    const access: ClusterAccess = { name: 'here', server, tls, credential: createStaticCredential({}) };
    const transport = createHttp1Transport(access, clock);
    endings.push(() => transport.close());
    return transport;
  };

  it('sends a request below the server’s path and reads the whole answer, whatever its status', async () => {
    const transport = await serve((request, response) => {
      const { method, url, headers, headersDistinct } = request;
      const groups = headersDistinct['impersonate-group'];
      void bodyOf(request).then((body) =>
        response.writeHead(418, { 'x-tea': 'pot' }).end(JSON.stringify({ method, url, headers, groups, body })),
      );
    }, '/k8s/c1');
    const headers = { 'content-type': 'text/plain', 'impersonate-group': ['a', 'b'] };
    const {
      status,
      headers: answered,
      body,
    } = await transport.call({ ...ask, method: 'PATCH', headers, body: 'Käse' }, 5_000);
    assert.equal(status, 418);
    assert.equal(answered['x-tea'], 'pot');
    const seen = JSON.parse(body.toString()) as { headers: Record<string, string> };
    assert.deepEqual(seen, {
      method: 'PATCH',
      url: '/k8s/c1/api?x=1',
      body: 'Käse',
      groups: ['a', 'b'],
      headers: { ...seen.headers, 'content-type': 'text/plain', 'impersonate-group': 'a, b', 'content-length': '5' },
    });
  });

  it('follows no redirect', async () => {
    const transport = await serve((_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    assert.equal((await transport.call(ask, 5_000)).status, 302);
  });

  it('gives the pieces of a stream as they come, and an empty body at its end', async () => {
    let stream: ServerResponse | undefined;
    const transport = await serve((_, response) => {
      stream = response.writeHead(200);
      response.write('one');
    });
    const pieces: string[] = [];
    const answer = await transport.stream(ask, 5_000, {
      begun: () => pieces.push('begun'),
      take: (piece) => {
        pieces.push(piece.toString());
        if (pieces.length === 2) stream?.write('two');
        else stream?.end();
      },
    });
    assert.deepEqual(pieces, ['begun', 'one', 'two']);
    assert.deepEqual({ status: answer.status, body: answer.body.length }, { status: 200, body: 0 });
  });

  it('reads a stream whole that was refused', async () => {
    const transport = await serve((_, response) => response.writeHead(410).end('gone'));
    const answer = await transport.stream(ask, 5_000, {
      begun: () => assert.fail('the stream did not begin'),
      take: () => assert.fail('no piece is for the stream'),
    });
    assert.deepEqual([answer.status, answer.body.toString()], [410, 'gone']);
  });

  it('gives up on an answer that does not come whole in time, but lets a stream that began be silent', async () => {
    const clock = new SteppingClock();
    let stream: ServerResponse | undefined;
    const transport = await serve(
      (request, response) => {
        if (request.url === '/watch') {
          stream = response.writeHead(200);
          response.write('begun');
        } else response.writeHead(200).write('half', () => clock.advance(30_000));
      },
      '',
      clock,
    );
    await assert.rejects(transport.call(ask, 30_000), { code: 'ETIMEDOUT', message: 'no answer within 30 s' });
    let begun = false;
    const answer = await transport.stream({ ...ask, path: '/watch' }, 30_000, {
      begun: () => (begun = true),
      take: () => {
        clock.advance(3_600_000);
        stream?.end();
      },
    });
    assert.equal(begun, true);
    assert.equal(answer.status, 200);
  });

  it('takes a request back when its signal says so', async () => {
    const abort = new AbortController();
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const transport = await serve((request) => {
      request.socket.once('close', resolve);
      abort.abort(new Error('enough'));
    });
    await assert.rejects(transport.call({ ...ask, signal: abort.signal }, 5_000), { message: 'enough' });
    await closed;
    await assert.rejects(transport.call({ ...ask, signal: abort.signal }, 5_000), { message: 'enough' });
  });

  it('keeps connections, and does not let watches take those of calls', async () => {
    const ports = new Set<number | undefined>();
    const transport = await serve((request, response) => {
      if (request.url === '/watch') response.writeHead(200).flushHeaders();
      else {
        ports.add(request.socket.remotePort);
        response.end('{}');
      }
    });
    const abort = new AbortController();
    const watches = Array.from({ length: 40 }, () =>
      transport.stream({ ...ask, path: '/watch', signal: abort.signal }, 5_000, ignore),
    );
    for (let call = 0; call < 10; call++) await transport.call(ask, 5_000);
    // undici frees a connection a moment after it gave the answer, so that two take turns.
    assert.ok(ports.size <= 2, `${ports.size} connections for calls one after another`);
    abort.abort(new Error('done'));
    for (const watch of watches) await assert.rejects(watch, { message: 'done' });
  });

  it('shows another client certificate on another connection', async () => {
    const authority = issueCertificate({ name: 'authority', isAuthority: true });
    const { cert, key } = issueCertificate({ name: 'server', hosts: ['127.0.0.1'], issuer: authority });
    const server = await listen(
      createTlsServer({ cert, key, ca: authority.cert, requestCert: true }, (request, response) => {
        response.end((request.socket as TLSSocket).getPeerCertificate().subject.CN);
      }),
    );
    endings.push(() => server.close());
    const transport = connect(`https://127.0.0.1:${server.port}`, { ca: authority.cert }, systemClock);
    const whoAmI = async (clientCertificate: ClientCertificate): Promise<string> =>
      (await transport.call({ ...ask, credential: { clientCertificate } }, 5_000)).body.toString();
    const [anna, bert] = ['anna', 'bert'].map((name) => issueCertificate({ name, issuer: authority }));
    assert.ok(anna && bert);
    assert.equal(await whoAmI({ cert: anna.cert, key: anna.key }), 'anna');
    assert.equal(await whoAmI({ cert: bert.cert, key: bert.key }), 'bert');
    assert.equal(await whoAmI({ cert: anna.cert, key: anna.key }), 'anna');
  });

  it('rejects with what kept it from connecting', async () => {
    const { cert, key } = issueCertificate({ name: 'server', hosts: ['elsewhere'] });
    const server = await listen(createTlsServer({ cert, key }));
    endings.push(() => server.close());
    const transport = connect(`https://127.0.0.1:${server.port}`, { ca: cert }, systemClock);
    // More than one request waits for the connection that fails.
    const calls = Array.from({ length: 3 }, () => transport.call(ask, 5_000));
    for (const call of calls) await assert.rejects(call, { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('ends everything when it is closed', async () => {
    const { promise: arrived, resolve } = Promise.withResolvers<void>();
    const transport = await serve(() => resolve());
    const call = transport.call(ask, 5_000);
    await arrived;
    await Promise.all([assert.rejects(call, Error), transport.close()]);
    await assert.rejects(transport.call(ask, 5_000), { code: 'ERR_CLOSED' });
  });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat((await request.toArray()) as Buffer[]).toString();
}
