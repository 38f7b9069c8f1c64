import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { createKubeClient } from '../../../src/kube/create-client.ts';
import { createDiscoveryCache, discover, findTypes } from '../../../src/kube/discovery.ts';
import { walkGroups } from '../../../src/kube/discovery/legacy.ts';
import { startTestCluster } from '../../lab.ts';

const crds = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
};

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const version = {
  served: true,
  schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
};
const cogs = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'cogs.ships.example.com' },
  spec: {
    group: 'ships.example.com',
    scope: 'Namespaced',
    names: { plural: 'cogs', singular: 'cog', kind: 'Cog', shortNames: ['cg'] },
    versions: [
      { ...version, name: 'v1alpha1', storage: false },
      { ...version, name: 'v1', storage: true, subresources: { status: {} } },
    ],
  },
};

describe('discovery of an API server', () => {
  let client: KubeClient;
  before(async () => {
    // One of our own: others may define types in the host at any time.
    client = createKubeClient((await startTestCluster()).access);
  });
  after(() => client.close());

  it('knows the types every server has', async () => {
    const discovery = await discover(client);
    assert.deepEqual(discovery.failed, []);
    assert.deepEqual(findTypes(discovery, 'deploy').map(withSortedVerbs), [
      {
        group: 'apps',
        version: 'v1',
        plural: 'deployments',
        kind: 'Deployment',
        namespaced: true,
        singular: 'deployment',
        shortNames: ['deploy'],
        verbs: allVerbs,
        hasStatus: true,
        preferred: true,
      },
    ]);
    assert.deepEqual(
      findTypes(discovery, 'configmaps').map(({ hasStatus, namespaced }) => [hasStatus, namespaced]),
      [[false, true]],
    );
    assert.deepEqual(
      findTypes(discovery, 'Namespace').map(({ hasStatus, namespaced }) => [hasStatus, namespaced]),
      [[true, false]],
    );
  });

  it('finds the same group by group as in one answer', async () => {
    const { types } = await discover(client);
    const walked = (await walkGroups(client, undefined)).flatMap(({ versions }) =>
      versions.flatMap(({ resources }) => resources),
    );
    assert.deepEqual(namesOf(walked), namesOf(types));
    const inOneAnswer = new Map(types.map((type) => [nameOf(type), withSortedVerbs(type)]));
    for (const resource of walked) {
      const { preferred: _, ...type } = inOneAnswer.get(nameOf(resource))!;
      assert.deepEqual(withSortedVerbs(resource), type);
    }
  });

  it('learns of a CRD when it is told to look again', async () => {
    const cache = createDiscoveryCache(client);
    assert.deepEqual(findTypes(await cache.get(), 'cogs'), []);
    await client.create(crds, cogs);
    const established = AbortSignal.timeout(10_000);
    let found = findTypes(await cache.refresh(), 'cg');
    while (found.length === 0 && !established.aborted) found = findTypes(await cache.refresh(), 'cg');
    assert.deepEqual(found.map(withSortedVerbs), [
      {
        group: 'ships.example.com',
        version: 'v1',
        plural: 'cogs',
        kind: 'Cog',
        namespaced: true,
        singular: 'cog',
        shortNames: ['cg'],
        verbs: allVerbs,
        hasStatus: true,
        preferred: true,
      },
    ]);
    const older = (await cache.get()).types.filter(({ kind, version }) => kind === 'Cog' && version === 'v1alpha1');
    assert.deepEqual(
      older.map(({ preferred, hasStatus }) => [preferred, hasStatus]),
      [[false, false]],
    );
  });
});

function nameOf({ group, version, plural }: ResourceType): string {
  return `${group}/${version}/${plural}`;
}

function namesOf(types: readonly ResourceType[]): string[] {
  return types.map(nameOf).sort();
}

function withSortedVerbs<T extends { readonly verbs: readonly string[] }>(type: T): T {
  return { ...type, verbs: [...type.verbs].sort() };
}
