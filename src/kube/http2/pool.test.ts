import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants, type Http2Session, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { createServer, type Socket } from 'node:net';
import { after, describe, it } from 'node:test';
import { systemClock, type Clock } from '../../base/clock.ts';
import { SteppingClock } from '../../base/stepping-clock.ts';
import type { ClusterAccess } from '../access.ts';
import { accessTo, startHttp2Server, type Http2Server } from '../testing/http2-server.ts';
import { issueCertificate } from '../testing/issue-certificate.ts';
import { listen } from '../testing/listen.ts';
import { startTcpProxy } from '../testing/tcp-proxy.ts';
import type { StreamReceiver, TransportRequest } from '../transport.ts';
import { Http2Pool } from './pool.ts';

const ask: TransportRequest = { method: 'GET', path: '/', headers: {}, credential: {} };
const watch: TransportRequest = { ...ask, path: '/watch' };
const patience = 10_000;

type Handler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

const answerAll: Handler = (stream, headers) => {
  if (headers[':path'] === '/watch') stream.respond({ ':status': 200 });
  else answerOk(stream);
};

function answerOk(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200 });
  stream.end('{}');
}

/** As kube-apiserver says it: what comes on its way meanwhile is answered too. */
function sayGoaway(session: Http2Session | undefined): void {
  session?.goaway(constants.NGHTTP2_NO_ERROR, 2 ** 31 - 1);
}

/** A watch of a test: its end, and a promise that it began. */
interface Watch {
  readonly ended: Promise<unknown>;
  readonly begun: Promise<void>;
  readonly pieces: string[];
}

function startWatch(pool: Http2Pool): Watch {
  const pieces: string[] = [];
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const receiver: StreamReceiver = { begun: resolve, take: (piece) => pieces.push(piece.toString()) };
  // Its failure is looked at by the test, perhaps later.
  const ended = pool.stream(watch, patience, receiver).catch((error: unknown) => error);
  return { ended, begun, pieces };
}

describe('Http2Pool', () => {
  const endings: (() => Promise<void>)[] = [];
  after(() => Promise.all(endings.map((end) => end())));

  const serve = async (handler: Handler, settings = {}): Promise<Http2Server> => {
    const server = await startHttp2Server(handler, settings);
    endings.push(() => server.close());
    return server;
  };
  const connect = (access: ClusterAccess, clock: Clock = systemClock): Http2Pool => {
    const pool = new Http2Pool(access, clock);
    endings.push(() => pool.close());
    return pool;
  };
  const frozen = async (clock: Clock) => {
    const server = await serve(answerAll);
    const proxy = await startTcpProxy(server.port);
    endings.push(() => proxy.close());
    return { server, proxy, pool: connect(accessTo(proxy.port), clock) };
  };

  it('reads answers whole, whatever their status, and follows no redirect', async () => {
    const server = await serve((stream, headers) => {
      stream.respond({ ':status': 302, location: '/elsewhere', 'x-path': headers[':path'] });
      stream.write('one');
      stream.end('two');
    });
    const { status, headers, body } = await connect({ ...server.access, server: `${server.access.server}/k8s/` }).call(
      ask,
      patience,
    );
    assert.deepEqual([status, headers['x-path'], body.toString()], [302, '/k8s/', 'onetwo']);
  });

  it('opens as many connections for watches as they need, at once too, and none of them keeps a call waiting', async () => {
    const streams: ServerHttp2Stream[] = [];
    const server = await serve((stream, headers) => {
      answerAll(stream, headers);
      if (headers[':path'] === '/watch') streams.push(stream);
    });
    const pool = connect(server.access);
    const watches = Array.from({ length: 250 }, () => startWatch(pool));
    await Promise.all(watches.map(({ begun }) => begun));
    assert.equal(server.sessions.length, 3);
    assert.equal((await pool.call(ask, patience)).status, 200);
    for (const stream of streams) stream.end('news');
    await Promise.all(watches.map(({ ended }) => ended));
    assert.ok(watches.every(({ pieces }) => pieces.join() === 'news'));
  });

  it('keeps to fewer streams when the server allows fewer', async () => {
    let most = 0;
    let now = 0;
    const server = await serve(
      (stream) => {
        most = Math.max(most, ++now);
        setImmediate(() => {
          now -= 1;
          answerOk(stream);
        });
      },
      { maxConcurrentStreams: 5 },
    );
    const pool = connect(server.access);
    await pool.call(ask, patience);
    await Promise.all(Array.from({ length: 200 }, () => pool.call(ask, patience)));
    assert.ok(most <= 4 * 5, `${most} streams at once on ${server.sessions.length} connections`);
  });

  it('finishes what a connection has that got GOAWAY, and goes on with another', async () => {
    let asked = 0;
    const streams: ServerHttp2Stream[] = [];
    const server = await serve((stream, headers) => {
      answerAll(stream, headers);
      if (headers[':path'] === '/watch') streams.push(stream);
      else if (++asked % 50 === 0) sayGoaway(stream.session);
    });
    const pool = connect(server.access);
    const watches = Array.from({ length: 10 }, () => startWatch(pool));
    await Promise.all(watches.map(({ begun }) => begun));
    const answers = await Promise.all(Array.from({ length: 500 }, () => pool.call(ask, patience)));
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(streams.length, 10);
    for (const stream of streams) stream.end('alive');
    await Promise.all(watches.map(({ ended }) => ended));
    assert.ok(watches.every(({ pieces }) => pieces.join() === 'alive'));
  });

  it('sends again what the server refused unseen, but not for ever', async () => {
    let refusals = 2;
    let asked = 0;
    const server = await serve((stream) => {
      asked += 1;
      if (refusals-- > 0) stream.close(constants.NGHTTP2_REFUSED_STREAM);
      else answerOk(stream);
    });
    const pool = connect(server.access);
    assert.equal((await pool.call({ ...ask, method: 'PATCH', body: '{}' }, patience)).status, 200);
    assert.equal(asked, 3);
    refusals = Number.POSITIVE_INFINITY;
    await assert.rejects(pool.call(ask, patience), { code: 'ERR_HTTP2_STREAM_ERROR' });
    assert.equal(asked, 7);
  });

  it('does not send again what may have been done', async () => {
    let asked = 0;
    const server = await serve((stream) => {
      asked += 1;
      stream.session?.destroy();
    });
    await assert.rejects(connect(server.access).call(ask, patience), { code: 'ECONNRESET' });
    assert.equal(asked, 1);
  });

  it('fails an answer that breaks off', async () => {
    const server = await serve((stream) => {
      stream.respond({ ':status': 200 });
      stream.write('{"half":', () => stream.destroy(new Error('broken')));
    });
    await assert.rejects(connect(server.access).call(ask, patience), {
      code: 'ERR_HTTP2_STREAM_ERROR',
    });
  });

  it('does not take for whole what a broken connection cut off', async () => {
    const server = await serve((stream) => {
      stream.respond({ ':status': 200 });
      stream.write('half');
    });
    const proxy = await startTcpProxy(server.port);
    endings.push(() => proxy.close());
    const pool = connect(accessTo(proxy.port));
    const cutOff = pool.stream(watch, patience, { begun: () => {}, take: () => proxy.reset() });
    await assert.rejects(cutOff, { code: 'ECONNRESET' });
  });

  it('takes an answer that comes before the request was read', async () => {
    const closed: Promise<unknown>[] = [];
    const server = await serve((stream) => {
      closed.push(once(stream, 'close'));
      stream.respond({ ':status': 413 });
      stream.end('too large');
    });
    const pool = connect(server.access);
    const body = Buffer.alloc(1024 * 1024);
    for (let round = 0; round < 3; round++) {
      const answer = await pool.call({ ...ask, method: 'POST', body }, patience);
      assert.deepEqual([answer.status, answer.body.toString()], [413, 'too large']);
    }
    await Promise.all(closed);
    assert.equal(server.sessions.length, 1);
  });

  it('gives up on an answer that does not come in time', async () => {
    const clock = new SteppingClock();
    const server = await serve(() => clock.advance(30_000));
    await assert.rejects(connect(server.access, clock).call(ask, 30_000), {
      code: 'ETIMEDOUT',
      message: 'no answer within 30 s',
    });
  });

  it('gives up on a connection that is not made in time', async () => {
    const clock = new SteppingClock();
    const silent = await listen(createServer(() => clock.advance(10_000)));
    endings.push(() => silent.close());
    await assert.rejects(connect(accessTo(silent.port), clock).call(ask, 30_000), {
      code: 'ETIMEDOUT',
      message: 'no connection within 10 s',
    });
  });

  it('counts the time in line', async () => {
    const clock = new SteppingClock();
    const arrived = Promise.withResolvers<void>();
    let asked = 0;
    const server = await serve(() => void (++asked === 4 && arrived.resolve()), { maxConcurrentStreams: 1 });
    const pool = connect(server.access, clock);
    const calls = Array.from({ length: 5 }, () => pool.call(ask, 30_000).catch((error: unknown) => error));
    await arrived.promise;
    clock.advance(30_000);
    for (const call of calls) assert.equal(((await call) as { code?: string }).code, 'ETIMEDOUT');
    assert.equal(asked, 4);
  });

  it('takes back at once what is aborted: in line, while connecting, and on its way', async () => {
    const held: ServerHttp2Stream[] = [];
    const arrived = Promise.withResolvers<void>();
    const server = await serve((stream) => void (held.push(stream) === 4 && arrived.resolve()), {
      maxConcurrentStreams: 1,
    });
    const pool = connect(server.access);
    const enough = new Error('enough');
    const connecting = new AbortController();
    const first = assert.rejects(pool.call({ ...ask, signal: connecting.signal }, patience), enough);
    connecting.abort(enough);
    await first;
    const calls = Array.from({ length: 4 }, () => pool.call(ask, patience));
    await arrived.promise;
    const inLine = new AbortController();
    const aborted = assert.rejects(pool.call({ ...ask, signal: inLine.signal }, patience), enough);
    const next = pool.call(ask, patience);
    inLine.abort(enough);
    await aborted;
    // The one behind it in line gets the first stream that is free.
    answerOk(held[0]!);
    await calls[0];
    for (const stream of held.slice(1)) answerOk(stream);
    await Promise.all(calls);
    while (held.length < 5) await new Promise(setImmediate);
    answerOk(held[4]!);
    assert.equal((await next).status, 200);
    const onItsWay = new AbortController();
    const last = assert.rejects(pool.call({ ...ask, signal: onItsWay.signal }, patience), enough);
    while (held.length < 6) await new Promise(setImmediate);
    const closed = new Promise((resolve) => held[5]!.once('close', resolve));
    onItsWay.abort(enough);
    await last;
    await closed;
    await assert.rejects(pool.call({ ...ask, signal: onItsWay.signal }, patience), enough);
  });

  it('takes back at once what is aborted on a connection that carries nothing any more', async () => {
    const { pool, proxy } = await frozen(systemClock);
    await pool.call(ask, patience);
    proxy.freeze();
    const abort = new AbortController();
    const body = Buffer.alloc(32 * 1024 * 1024);
    const call = assert.rejects(pool.call({ ...ask, method: 'POST', body, signal: abort.signal }, patience), {
      message: 'enough',
    });
    await new Promise(setImmediate);
    abort.abort(new Error('enough'));
    await call;
  });

  it('notices a connection that is dead, and leaves one alone that is not', async () => {
    const clock = new SteppingClock();
    const { server, pool, proxy } = await frozen(clock);
    await pool.call(ask, patience);
    clock.advance(15_000);
    for (let round = 0; round < 3; round++) {
      // Its answer comes after that to the PING before it; the next PING is due 15 s later.
      await pool.call(ask, patience);
      clock.advance(10_000);
      clock.advance(5_000);
    }
    assert.equal(server.sessions.length, 1);
    const dead = startWatch(pool);
    await dead.begun;
    proxy.freeze();
    clock.advance(15_000);
    clock.advance(10_000);
    assert.match(String(await dead.ended), /the server stopped answering PING/);
    await pool.call(ask, patience);
    assert.equal(server.sessions.length, 3);
  });

  it('notices that a connection is dead which had got GOAWAY before, and leaves one alone that is not', async () => {
    const clock = new SteppingClock();
    const streams: ServerHttp2Stream[] = [];
    const server = await serve((stream, headers) => {
      answerAll(stream, headers);
      streams.push(stream);
    });
    const proxy = await startTcpProxy(server.port);
    endings.push(() => proxy.close());
    const pool = connect(accessTo(proxy.port), clock);
    const watching = startWatch(pool);
    await watching.begun;
    sayGoaway(server.sessions[0]);
    // Another connection means that GOAWAY was heard.
    while (server.sessions.length < 2) await startWatch(pool).begun;
    // What asks for a sign of life there is SETTINGS; the piece comes after their acknowledgement.
    server.sessions[0]!.once('remoteSettings', () => streams[0]!.write('alive'));
    clock.advance(15_000);
    while (watching.pieces.length === 0) await new Promise(setImmediate);
    clock.advance(10_000);
    assert.equal(server.sessions[0]!.destroyed, false);
    proxy.freeze();
    clock.advance(5_000);
    clock.advance(10_000);
    assert.match(String(await watching.ended), /the server stopped answering PING/);
  });

  it('rejects what is under way when it is closed, and what comes later', async () => {
    const arrived = Promise.withResolvers<void>();
    const server = await serve((stream, headers) => {
      if (headers[':path'] === '/watch') answerAll(stream, headers);
      else arrived.resolve();
    });
    const pool = connect(server.access);
    const watching = startWatch(pool);
    const call = assert.rejects(pool.call(ask, patience), { code: 'ERR_CLOSED', message: 'the client is closed' });
    await Promise.all([watching.begun, arrived.promise]);
    await pool.close();
    await call;
    assert.equal(((await watching.ended) as { code?: string }).code, 'ERR_CLOSED');
    await assert.rejects(pool.call(ask, patience), { code: 'ERR_CLOSED' });
  });

  it('gives up connecting when it is closed', async () => {
    const arrived = Promise.withResolvers<Socket>();
    const silent = await listen(createServer((socket) => arrived.resolve(socket.resume())));
    endings.push(() => silent.close());
    const pool = connect(accessTo(silent.port), new SteppingClock());
    const call = assert.rejects(pool.call(ask, patience), { code: 'ERR_CLOSED' });
    const ended = once(await arrived.promise, 'close');
    await pool.close();
    await call;
    await ended;
  });

  it('shows another client certificate on another connection, and lets the old one finish what it has', async () => {
    const held: ServerHttp2Stream[] = [];
    const server = await serve((stream, headers) => {
      if (headers[':path'] === '/watch') held.push(stream);
      else answerOk(stream);
    });
    const pool = connect(server.access);
    const [old, fresh] = [issueCertificate({ name: 'old' }), issueCertificate({ name: 'fresh' })];
    const slow = pool.call({ ...watch, credential: { clientCertificate: old } }, patience);
    while (held.length === 0) await new Promise(setImmediate);
    for (let count = 0; count < 2; count++)
      await pool.call({ ...ask, credential: { clientCertificate: fresh } }, patience);
    assert.equal(server.sessions.length, 2);
    const ended = once(server.sessions[0]!, 'close');
    answerOk(held[0]!);
    assert.equal((await slow).status, 200);
    await ended;
  });

  it('gives no piece of a stream to one that aborted it', async () => {
    const server = await serve((stream, headers) => {
      answerAll(stream, headers);
      if (headers[':path'] === '/watch') for (let count = 0; count < 100; count++) stream.write(Buffer.alloc(1000));
    });
    const abort = new AbortController();
    let pieces = 0;
    const take = () => {
      pieces += 1;
      abort.abort(new Error('enough'));
    };
    const pool = connect(server.access);
    const ended = pool.stream({ ...watch, signal: abort.signal }, patience, { begun: () => {}, take });
    await assert.rejects(ended, { message: 'enough' });
    await pool.call(ask, patience);
    assert.equal(pieces, 1);
  });

  it('fails all who wait for a connection that cannot be made, and connects again for the next', async () => {
    const nobody = await listen(createServer());
    await nobody.close();
    const pool = connect(accessTo(nobody.port));
    const calls = [pool.call(ask, patience), pool.call(ask, patience)];
    for (const call of calls) await assert.rejects(call, { code: 'ECONNREFUSED' });
    await assert.rejects(pool.call(ask, patience), { code: 'ECONNREFUSED' });
  });
});
