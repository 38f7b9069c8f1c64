import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { after, describe, it } from 'node:test';
import { systemClock, type Clock } from '../base/clock.ts';
import { SteppingClock } from '../base/stepping-clock.ts';
import type { ClusterAccess } from './access.ts';
import type { KubeClient, WatchEvent } from './client.ts';
import { createKubeClient } from './create-client.ts';
import { ApiError, ConnectionError } from './errors.ts';
import { accessTo, startHttp2Server } from './testing/http2-server.ts';
import { listen } from './testing/listen.ts';
import { startTcpProxy } from './testing/tcp-proxy.ts';

const pods = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };
const web = { namespace: 'shop', name: 'web' };

interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Status, body and headers; a body that is an object is sent as JSON. */
type Answer = readonly [status: number, body: string | object, headers?: Readonly<Record<string, string>>];

async function readRequest(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<Request> {
  const pieces: Buffer[] = [];
  for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece);
  const { pathname, searchParams } = new URL(headers[':path'] ?? '/', 'https://here');
  return { headers, path: pathname, query: Object.fromEntries(searchParams), body: Buffer.concat(pieces).toString() };
}

async function respond(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  answer: (request: Request) => Answer,
): Promise<void> {
  const [code, body, more = {}] = answer(await readRequest(stream, headers));
  stream.respond({ ':status': code, ...more });
  stream.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function status(code: number, reason: string, more: object = {}): object {
  return { kind: 'Status', code, reason, message: `it is ${reason}`, ...more };
}

function page(names: readonly string[], next?: string): Answer {
  const metadata = { resourceVersion: '70', ...(next === undefined ? {} : { continue: next }) };
  return [200, { kind: 'PodList', metadata, items: names.map((name) => ({ metadata: { name } })) }];
}

function event(name: string): string {
  return `${JSON.stringify({ type: 'ADDED', object: { metadata: { name } } })}\n`;
}

describe('createKubeClient', () => {
  const endings: (() => Promise<void>)[] = [];
  after(() => Promise.all(endings.map((end) => end())));

  const serveStreams = async (
    answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
    clock: Clock = systemClock,
    changes: Partial<ClusterAccess> = {},
  ): Promise<KubeClient> => {
    const server = await startHttp2Server(answer);
    const client = createKubeClient({ ...server.access, name: 'berlin', ...changes }, { clock });
    endings.push(async () => {
      await client.close();
      await server.close();
    });
    return client;
  };
  const serve = (answer: (request: Request) => Answer, changes: Partial<ClusterAccess> = {}): Promise<KubeClient> =>
    serveStreams(
      (stream, headers) => {
        void respond(stream, headers, answer);
      },
      systemClock,
      changes,
    );

  it('asks as Kubernetes wants to be asked', async () => {
    const asked: Request[] = [];
    const client = await serve(
      (request) => {
        asked.push(request);
        return [200, { kind: 'Pod', metadata: { name: 'web' } }];
      },
      { impersonate: { user: 'jane', groups: ['a', 'b'] } },
    );
    await client.apply(pods, web, '{"as":"it is"}', { force: true, dryRun: true, subresource: 'status' });
    await client.mergePatch(pods, web, { a: 1 }, { fieldManager: 'other' });
    await client.create(pods, { metadata: web });
    await client.replace(pods, { metadata: web });
    await client.delete(pods, web, {
      uid: 'u',
      resourceVersion: '7',
      propagationPolicy: 'Orphan',
      gracePeriodSeconds: 0,
    });
    const shown = asked.map(({ headers, path, query, body }) => ({
      as: `${headers[':method']} ${path} ${headers['content-type']}`,
      query,
      body,
    }));
    const one = '/api/v1/namespaces/shop/pods/web';
    const object = '{"metadata":{"namespace":"shop","name":"web"}}';
    assert.deepEqual(shown, [
      {
        as: `PATCH ${one}/status application/apply-patch+yaml`,
        query: { force: 'true', fieldManager: 'hansa', dryRun: 'All' },
        body: '{"as":"it is"}',
      },
      { as: `PATCH ${one} application/merge-patch+json`, query: { fieldManager: 'other' }, body: '{"a":1}' },
      { as: 'POST /api/v1/namespaces/shop/pods application/json', query: { fieldManager: 'hansa' }, body: object },
      { as: `PUT ${one} application/json`, query: { fieldManager: 'hansa' }, body: object },
      {
        as: `DELETE ${one} application/json`,
        query: {},
        body: JSON.stringify({
          kind: 'DeleteOptions',
          apiVersion: 'v1',
          preconditions: { uid: 'u', resourceVersion: '7' },
          propagationPolicy: 'Orphan',
          gracePeriodSeconds: 0,
        }),
      },
    ]);
    assert.ok(
      asked.every(({ headers }) => headers['accept'] === 'application/json' && headers['user-agent'] === 'hansa'),
    );
    assert.ok(asked.every(({ headers }) => headers['impersonate-group'] === 'a, b'));
  });

  it('says how long a server that is too busy asks to wait', async () => {
    const client = await serve(() => [429, status(429, 'TooManyRequests'), { 'retry-after': '3' }]);
    await assert.rejects(client.get(pods, web), (error: unknown) => {
      assert.ok(error instanceof ApiError);
      return error.isThrottled && error.retryAfterMs === 3_000;
    });
  });

  it('tells a failure in plain text as it is, and an answer that is no JSON for what it is', async () => {
    const answers: Answer[] = [
      [500, 'no space left on device\n'],
      [200, '<html>Please log in</html>'],
      [200, ''],
    ];
    const client = await serve(() => answers.shift() ?? [200, {}]);
    await assert.rejects(client.get(pods, web), {
      name: 'ApiError',
      status: 500,
      message: 'berlin: GET /api/v1/namespaces/shop/pods/web: 500 no space left on device',
    });
    for (const start of ['"<html>Please log in</html>"', '""']) {
      await assert.rejects(client.get(pods, web), {
        name: 'ApiError',
        status: 200,
        serverMessage: `the answer is not JSON, it begins ${start}: check that the address is an API server's`,
      });
    }
  });

  it('follows no redirect, and says where it would lead', async () => {
    let asked = 0;
    const client = await serve(() => {
      asked += 1;
      return [307, '', { location: 'https://elsewhere/login?token=secret' }];
    });
    for (const call of [client.get(pods, web), client.apply(pods, web, {})]) {
      await assert.rejects(call, {
        name: 'ApiError',
        status: 307,
        message: /redirects to https:\/\/elsewhere\/login, which/,
      });
    }
    assert.equal(asked, 2);
  });

  it('asks once more with a fresh credential when the old one is refused, also for a watch', async () => {
    let token = 'old';
    const credential = {
      current: () => ({ authorization: `Bearer ${token}` }),
      refused: () => {
        const isFresh = token === 'old';
        token = 'new';
        return isFresh;
      },
    };
    const asked: (string | undefined)[] = [];
    const client = await serve(
      ({ headers, query }) => {
        asked.push(headers.authorization);
        if (headers.authorization !== 'Bearer new') return [401, status(401, 'Unauthorized')];
        return query['watch'] === 'true' ? [200, ''] : [200, { metadata: { name: 'web' } }];
      },
      { credential },
    );
    await client.get(pods, web);
    assert.deepEqual(asked.splice(0), ['Bearer old', 'Bearer new']);
    token = 'old';
    let opened = 0;
    await client.watch(pods, { signal: new AbortController().signal, opened: () => (opened += 1) }, () => {});
    assert.deepEqual([asked.splice(0), opened], [['Bearer old', 'Bearer new'], 1]);
    token = 'wrong';
    await assert.rejects(client.get(pods, web), { status: 401 });
    assert.equal(asked.length, 1);
  });

  it('gives up at once when aborted while it waits for a credential', async () => {
    const credential = { current: () => new Promise<never>(() => {}), refused: () => false };
    const client = await serve(() => [200, {}], { credential });
    const abort = new AbortController();
    const call = assert.rejects(client.get(pods, web, abort.signal), { message: 'enough' });
    abort.abort(new Error('enough'));
    await call;
  });

  it('rejects with the signal’s reason, whatever that is', async () => {
    const abort = new AbortController();
    const client = await serveStreams(() => abort.abort('a text'));
    const reason: unknown = await client.get(pods, web, abort.signal).catch((error: unknown) => error);
    assert.equal(reason, 'a text');
  });

  it('says that no answer came in time', async () => {
    const clock = new SteppingClock();
    const client = await serveStreams(() => clock.advance(30_000), clock);
    await assert.rejects(client.get(pods, web), (error: unknown) => {
      assert.ok(error instanceof ConnectionError);
      assert.match(error.message, /^berlin: https:\/\/127\.0\.0\.1:\d+: no answer from .*\(no answer within 30 s\)/);
      return error.errno === 'ETIMEDOUT';
    });
  });

  it('says that the client was closed', async () => {
    const client = await serveStreams(() => void client.close());
    await assert.rejects(client.get(pods, web), { name: 'ConnectionError', errno: 'ERR_CLOSED' });
    await assert.rejects(client.get(pods, web), { name: 'ConnectionError', errno: 'ERR_CLOSED' });
  });

  const deleting = async (body: object) => (await serve(() => [200, body])).delete(pods, web);
  const watch = async (answer: (stream: ServerHttp2Stream) => void) => {
    const client = await serveStreams(answer);
    const events: WatchEvent[] = [];
    const { signal } = new AbortController();
    const ended = client.watch(pods, { signal }, (event) => void events.push(event));
    return { ended, names: () => events.map(({ object }) => object.metadata.name) };
  };

  describe('list', () => {
    it('reads page by page, and says what its items are', async () => {
      const asked: object[] = [];
      const client = await serve(({ query }) => {
        asked.push(query);
        return query['continue'] === undefined ? page(['a', 'b'], 'more&more') : page(['c'], '');
      });
      const { items, resourceVersion } = await client.list(pods, { pageSize: 2, labelSelector: 'a=b' });
      const expected = ['a', 'b', 'c'].map((name) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name } }));
      assert.deepEqual([items, resourceVersion], [expected, '70']);
      assert.deepEqual(asked, [
        { limit: '2', labelSelector: 'a=b' },
        { limit: '2', labelSelector: 'a=b', continue: 'more&more' },
      ]);
    });

    it('takes a list without items', async () => {
      const client = await serve(() => [200, { metadata: { resourceVersion: '70' }, items: null }]);
      assert.deepEqual(await client.list(pods), { items: [], resourceVersion: '70' });
    });

    it('begins again, in one piece, when the pages have expired', async () => {
      const client = await serve(({ query }) => {
        if (query['continue'] !== undefined) return [410, status(410, 'Expired')];
        return query['limit'] === undefined ? page(['x', 'y']) : page(['a'], 'more');
      });
      const { items } = await client.list(pods);
      assert.deepEqual(
        items.map(({ metadata }) => metadata.name),
        ['x', 'y'],
      );
    });

    it('does not begin again for ever', async () => {
      let asked = 0;
      const client = await serve(() => {
        asked += 1;
        return [410, status(410, 'Expired')];
      });
      await assert.rejects(client.list(pods), { status: 410 });
      assert.equal(asked, 2);
    });
  });

  describe('listPages', () => {
    it('hands out pages until they have expired, and does not begin again', async () => {
      const client = await serve(({ query }) =>
        query['continue'] === undefined ? page(['a', 'b'], 'more') : [410, status(410, 'Expired')],
      );
      const taken: string[] = [];
      const listing = client.listPages(pods, {}, (items) => taken.push(...items.map(({ metadata }) => metadata.name)));
      await assert.rejects(listing, { status: 410 });
      assert.deepEqual(taken, ['a', 'b']);
    });
  });

  describe('delete', () => {
    it('tells what is gone from what still waits', async () => {
      const deleted = { name: 'web', deletionTimestamp: '2026-01-01T00:00:00Z' };
      assert.equal(await deleting({ kind: 'Status', status: 'Success', metadata: {} }), 'gone');
      assert.equal(await deleting({ kind: 'Service', metadata: { name: 'web' } }), 'gone');
      assert.equal(await deleting({ kind: 'Pod', metadata: { ...deleted, deletionGracePeriodSeconds: 0 } }), 'gone');
      const graceful = { kind: 'Pod', metadata: { ...deleted, deletionGracePeriodSeconds: 30 } };
      assert.deepEqual(await deleting(graceful), graceful);
      const finalized = { kind: 'Pod', metadata: { ...deleted, deletionGracePeriodSeconds: 0, finalizers: ['x'] } };
      assert.deepEqual(await deleting(finalized), finalized);
      const ending = { kind: 'Namespace', metadata: deleted, spec: { finalizers: ['kubernetes'] } };
      assert.deepEqual(await deleting(ending), ending);
    });
  });

  describe('watch', () => {
    it('gives events however they are cut, and resolves when the server ends it', async () => {
      const bytes = Buffer.from(event('ä') + event('b'));
      const cut = bytes.indexOf('ä') + 1;
      const { ended, names } = await watch((stream) => {
        stream.respond({ ':status': 200 });
        stream.write(bytes.subarray(0, cut), () => stream.end(bytes.subarray(cut)));
      });
      await ended;
      assert.deepEqual(names(), ['ä', 'b']);
    });

    it('rejects with what an ERROR event says, and with what refused it', async () => {
      const expired = await watch((stream) => {
        stream.respond({ ':status': 200 });
        stream.end(
          `${event('a')}${JSON.stringify({ type: 'ERROR', object: status(410, 'Expired') })}\n${event('late')}`,
        );
      });
      await assert.rejects(expired.ended, { status: 410, method: 'WATCH', path: '/api/v1/pods' });
      assert.deepEqual(expired.names(), ['a']);
      const refused = await watch((stream) => {
        stream.respond({ ':status': 403 });
        stream.end(JSON.stringify(status(403, 'Forbidden')));
      });
      await assert.rejects(refused.ended, { status: 403, method: 'WATCH', serverMessage: 'it is Forbidden' });
    });

    it('rejects when something else answers', async () => {
      const { ended } = await watch((stream) => {
        stream.respond({ ':status': 200 });
        stream.end('<html>\n');
      });
      await assert.rejects(ended, { name: 'ApiError', status: 200, message: /is not a watch event/ });
    });

    it('rejects when the connection breaks', async () => {
      const server = await startHttp2Server((stream) => {
        stream.respond({ ':status': 200 });
        stream.write(event('a'));
      });
      const proxy = await startTcpProxy(server.port);
      const client = createKubeClient(accessTo(proxy.port));
      endings.push(async () => {
        await client.close();
        await Promise.all([proxy.close(), server.close()]);
      });
      const { signal } = new AbortController();
      const ended = client.watch(pods, { signal }, () => proxy.reset());
      await assert.rejects(ended, { name: 'ConnectionError', errno: 'ECONNRESET' });
    });

    it('may be silent as long as its time lasts, and is given up half a minute later', async () => {
      const clock = new SteppingClock();
      // HTTP/1.1 has no PING by which a dead connection would be noticed.
      const server = await listen(createServer((_, response) => void response.writeHead(200).write(event('a'))));
      const access = { ...accessTo(0), server: `http://127.0.0.1:${server.port}` };
      const client = createKubeClient(access, { clock });
      endings.push(() => client.close().then(() => server.close()));
      const begun = Promise.withResolvers<void>();
      let isOver = false;
      const { signal } = new AbortController();
      const ended = client.watch(pods, { timeoutSeconds: 300, signal }, () => begun.resolve());
      const over = ended.finally(() => (isOver = true));
      await begun.promise;
      clock.advance(329_999);
      await new Promise(setImmediate);
      assert.equal(isOver, false);
      clock.advance(1);
      await assert.rejects(over, {
        name: 'ConnectionError',
        errno: 'ETIMEDOUT',
        message: /the watch should have ended after 300 s and did not: the connection may be dead/,
      });
    });
  });
});
