import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, describe, it } from 'node:test';
import { createStaticCredential } from './auth/static-credential.ts';
import type { KubeClient } from './client.ts';
import { createKubeClient } from './create-client.ts';
import { createDiscoveryCache, discover, findTypes } from './discovery.ts';
import { listen } from './testing/listen.ts';

interface Answer {
  readonly status?: number;
  readonly contentType?: string;
  readonly body: object;
}

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const verbs = ['get', 'list', 'watch'];

const listed = (resource: string, kind: string, more: object = {}): object => ({
  resource,
  responseKind: { group: '', version: '', kind },
  scope: 'Namespaced',
  singularResource: kind.toLowerCase(),
  verbs,
  ...more,
});

const modern: Record<string, Answer> = {
  '/api': {
    contentType: aggregated,
    body: {
      items: [
        {
          metadata: {},
          versions: [
            {
              version: 'v1',
              freshness: 'Current',
              resources: [
                listed('services', 'Service', { shortNames: ['svc'] }),
                listed('namespaces', 'Namespace', { scope: 'Cluster' }),
              ],
            },
          ],
        },
      ],
    },
  },
  '/apis': {
    contentType: aggregated,
    body: {
      items: [
        {
          metadata: { name: 'ships' },
          versions: [
            {
              version: 'v2',
              resources: [
                listed('cogs', 'Cog', { subresources: [{ subresource: 'status' }] }),
                { resource: 'bare', scope: 'Cluster', verbs: [] },
              ],
            },
            { version: 'v1', resources: [listed('cogs', 'Cog'), listed('hulks', 'Hulk')] },
          ],
        },
        {
          metadata: { name: 'metrics' },
          versions: [{ version: 'v1beta1', freshness: 'Stale', resources: [listed('pods', 'PodMetrics')] }],
        },
        { metadata: { name: 'serving' }, versions: [{ version: 'v1', resources: [listed('services', 'Service')] }] },
      ],
    },
  },
};

const legacy: Record<string, Answer> = {
  '/api': { body: { versions: ['v1'] } },
  '/apis': {
    body: {
      groups: [
        { name: 'ships', versions: [{ version: 'v1' }, { version: 'v2' }], preferredVersion: { version: 'v2' } },
        { name: 'metrics', versions: [{ version: 'v1beta1' }], preferredVersion: { version: 'v1beta1' } },
      ],
    },
  },
  '/api/v1': {
    body: {
      resources: [
        { name: 'services', kind: 'Service', namespaced: true, singularName: '', shortNames: ['svc'], verbs },
        { name: 'services/status', kind: 'Service', namespaced: true, verbs },
      ],
    },
  },
  '/apis/ships/v1': { body: { resources: [{ name: 'cogs', kind: 'Cog', namespaced: true, verbs }] } },
  '/apis/ships/v2': { body: { resources: [{ name: 'cogs', kind: 'Cog', namespaced: true, verbs }] } },
  '/apis/metrics/v1beta1': { status: 503, body: { kind: 'Status', message: 'service unavailable' } },
};

describe('discover', () => {
  const endings: (() => Promise<void>)[] = [];
  after(() => Promise.all(endings.map((end) => end())));

  const serve = async (answers: Record<string, Answer>): Promise<{ client: KubeClient; asked: string[] }> => {
    const asked: string[] = [];
    const server = await listen(
      createServer((request, response) => {
        const path = request.url ?? '';
        asked.push(path);
        const answer = answers[path] ?? { status: 404, body: { kind: 'Status', message: 'not found' } };
        response.writeHead(answer.status ?? 200, { 'content-type': answer.contentType ?? 'application/json' });
        response.end(JSON.stringify(answer.body));
      }),
    );
    const access = {
      name: 'port',
      server: `http://127.0.0.1:${server.port}`,
      tls: {},
      credential: createStaticCredential({}),
    };
    const client = createKubeClient(access);
    endings.push(async () => {
      await client.close();
      await server.close();
    });
    return { client, asked };
  };

  it('reads all groups in one answer, and says which versions are preferred and which failed', async () => {
    const { client, asked } = await serve(modern);
    const { types, failed } = await discover(client);
    assert.deepEqual(asked.sort(), ['/api', '/apis']);
    assert.deepEqual(
      types.map(({ group, version, plural, namespaced, preferred, hasStatus }) => [
        group,
        version,
        plural,
        namespaced,
        preferred,
        hasStatus,
      ]),
      [
        ['', 'v1', 'services', true, true, false],
        ['', 'v1', 'namespaces', false, true, false],
        ['ships', 'v2', 'cogs', true, true, true],
        ['ships', 'v1', 'cogs', true, false, false],
        ['ships', 'v1', 'hulks', true, true, false],
        ['serving', 'v1', 'services', true, true, false],
      ],
    );
    assert.deepEqual(failed, [
      { group: 'metrics', version: 'v1beta1', reason: 'the server that serves it does not answer (stale discovery)' },
    ]);
  });

  it('walks the groups of an older server, and tolerates one that fails', async () => {
    const { client, asked } = await serve(legacy);
    const { types, failed } = await discover(client);
    assert.equal(asked.length, 8);
    assert.deepEqual(types, [
      {
        group: '',
        version: 'v1',
        plural: 'services',
        kind: 'Service',
        namespaced: true,
        singular: '',
        shortNames: ['svc'],
        verbs,
        hasStatus: true,
        preferred: true,
      },
      {
        group: 'ships',
        version: 'v2',
        plural: 'cogs',
        kind: 'Cog',
        namespaced: true,
        singular: '',
        shortNames: [],
        verbs,
        hasStatus: false,
        preferred: true,
      },
      {
        group: 'ships',
        version: 'v1',
        plural: 'cogs',
        kind: 'Cog',
        namespaced: true,
        singular: '',
        shortNames: [],
        verbs,
        hasStatus: false,
        preferred: false,
      },
    ]);
    assert.deepEqual(failed, [
      { group: 'metrics', version: 'v1beta1', reason: 'port: GET /apis/metrics/v1beta1: 503 service unavailable' },
    ]);
  });

  it('is content without a core group, but not without the list of groups', async () => {
    const { '/api': _, ...extension } = modern;
    assert.equal((await discover((await serve(extension)).client)).types.length, 4);
    const { '/apis': __, ...broken } = modern;
    await assert.rejects(discover((await serve(broken)).client), { name: 'ApiError', status: 404 });
  });

  it('finds types by every name they go by', async () => {
    const discovery = await discover((await serve(modern)).client);
    const find = (name: string) => findTypes(discovery, name).map(({ group, version }) => `${group}/${version}`);
    assert.deepEqual(find('cogs'), ['ships/v2']);
    assert.deepEqual(find('Cog'), ['ships/v2']);
    assert.deepEqual(find('cogs.ships'), ['ships/v2']);
    assert.deepEqual(find('svc'), ['/v1']);
    assert.deepEqual(find('services'), ['/v1', 'serving/v1']);
    assert.deepEqual(find('services.serving'), ['serving/v1']);
    assert.deepEqual(find('cog.ships'), []);
    assert.deepEqual(find('pods'), []);
  });

  it('asks once for all who want to know, again when told to, and after a failure', async () => {
    const answers = { ...modern };
    const { client, asked } = await serve(answers);
    const cache = createDiscoveryCache(client);
    const [one, other] = await Promise.all([cache.get(), cache.get()]);
    assert.equal(one, other);
    assert.equal(await cache.get(), one);
    assert.equal(asked.length, 2);
    answers['/apis'] = { status: 500, body: {} };
    await assert.rejects(cache.refresh());
    answers['/apis'] = { contentType: aggregated, body: { items: [] } };
    assert.equal((await cache.get()).types.length, 2);
  });
});
