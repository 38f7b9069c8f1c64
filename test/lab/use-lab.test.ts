import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKubeClient } from '../../src/kube/create-client.ts';
import { startTestCluster, useLab } from '../lab.ts';

describe('the lab of a test run', () => {
  it('has a host, and starts fresh clusters', async () => {
    const lab = await useLab();
    const cluster = await startTestCluster();
    const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false };
    for (const { access } of [lab.host, cluster]) {
      const client = createKubeClient(access);
      const { items } = await client.list(namespaces);
      assert.ok(items.some(({ metadata }) => metadata.name === 'default'));
      await client.close();
    }
  });
});
