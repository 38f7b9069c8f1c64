import { describe, it } from 'node:test';
import type { Federation } from '../federation.ts';
import { configMap, deployment } from '../kinds.ts';
import { inClusters, overriding } from '../manifests.ts';

const everywhere = ['bremen', 'danzig', 'luebeck'];

/** What objects are made of. */
export function describeContent(federation: { readonly current: Federation }): void {
  describe('overrides', () => {
    it('make one cluster differ: add, remove, replace, and no op for replace', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', {
        template: { metadata: { labels: { app: 'shop' } }, data: { colour: 'red', size: '1', shape: 'round' } },
        ...overriding(
          'danzig',
          { op: 'add', path: '/data/extra', value: 'yes' },
          { op: 'remove', path: '/data/shape' },
          { op: 'replace', path: '/data/size', value: '2' },
          { path: '/data/colour', value: 'blue' },
          { op: 'add', path: '/metadata/annotations', value: { note: 'by override' } },
        ),
      });
      await scene.expectIn('danzig', configMap, 'settings', {
        metadata: { annotations: { note: 'by override' } },
        data: { colour: 'blue', extra: 'yes', size: '2', shape: null },
      });
      await scene.expectIn('bremen', configMap, 'settings', {
        metadata: { labels: { app: 'shop' } },
        data: { colour: 'red', size: '1', shape: 'round' },
      });
      await scene.expectStatus(configMap, 'settings', { propagation: 'True' });
    });

    it('that leave take back what they made', async () => {
      const scene = await federation.current.scene();
      await scene.apply(deployment, 'web', overriding('danzig', { path: '/spec/replicas', value: 5 }));
      await scene.expectIn('danzig', deployment, 'web', { spec: { replicas: 5 } });
      await scene.apply(deployment, 'web');
      await scene.expectIn('danzig', deployment, 'web', { spec: { replicas: 2 } });
    });

    for (const { title, operations, says } of [
      {
        title: 'an unknown path',
        operations: [{ op: 'remove', path: '/data/none' }],
        says: /override\[0\] \(remove \/data\/none\)/,
      },
      {
        title: 'a path into nothing',
        operations: [{ op: 'add', path: '/spec/deep/field', value: 1 }],
        says: /override\[0\] \(add \/spec\/deep\/field\)/,
      },
    ]) {
      it(`with ${title} fail for their cluster alone, and write nothing there`, async () => {
        const scene = await federation.current.scene();
        await scene.apply(configMap, 'settings', overriding('danzig', ...operations));
        await scene.expectStatus(configMap, 'settings', {
          propagation: 'CheckClusters',
          clusters: { bremen: 'OK', danzig: 'ApplyOverridesFailed', luebeck: 'OK' },
          says: { danzig: says },
        });
        await scene.expectAbsent('danzig', configMap, 'settings');
      });
    }

    for (const path of ['/metadata/name', '/metadata/namespace', '/kind']) {
      it(`of ${path} are refused for every cluster, and write nothing`, async () => {
        const scene = await federation.current.scene();
        await scene.apply(configMap, 'settings', overriding('danzig', { path, value: 'other' }));
        await scene.expectStatus(configMap, 'settings', {
          propagation: 'CheckClusters',
          clusters: { bremen: 'ApplyOverridesFailed', danzig: 'ApplyOverridesFailed', luebeck: 'ApplyOverridesFailed' },
          says: { bremen: new RegExp(`override\\[0\\] for cluster "danzig" has an invalid path: ${path}`) },
        });
        for (const member of everywhere) await scene.expectAbsent(member, configMap, 'settings');
      });
    }

    it('that name a cluster twice leave everything as it was', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', inClusters('bremen'));
      await scene.expectIn('bremen', configMap, 'settings');
      const twice = [{ clusterName: 'bremen' }, { clusterName: 'bremen' }];
      await scene.apply(configMap, 'settings', {
        template: { data: { colour: 'blue' } },
        overrides: twice,
        ...inClusters('bremen'),
      });
      await scene.expectStatus(configMap, 'settings', {
        clusters: { bremen: 'ApplyOverridesFailed' },
        says: { bremen: /cluster "bremen" appears more than once/ },
      });
      await scene.expectIn('bremen', configMap, 'settings', { data: { colour: 'red' } });
    });
  });

  describe('a template', () => {
    it('of another kind is refused for every cluster', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', { template: { apiVersion: 'v1', kind: 'Secret' } });
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'CheckClusters',
        clusters: {
          bremen: 'ComputeResourceFailed',
          danzig: 'ComputeResourceFailed',
          luebeck: 'ComputeResourceFailed',
        },
        says: { bremen: /spec\.template\.kind is Secret, but FederatedConfigMap carries ConfigMap/ },
      });
      for (const member of everywhere) await scene.expectAbsent(member, configMap, 'settings');
    });

    it('may have annotations, which are left out with a warning', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', { template: { metadata: { annotations: { note: 'x' } } } });
      await scene.expectThat('bremen', configMap, 'settings', 'without the annotation', ({ metadata }) => {
        return metadata.annotations === undefined;
      });
      await scene.expectEvent('settings', 'AnnotationsNotSupported', /Consider using an override/);
    });

    it('that a cluster refuses is told in the words of its API server, and written when it is corrected', async () => {
      const scene = await federation.current.scene();
      await scene.apply(deployment, 'web', { template: { spec: { replicas: -1 } } });
      await scene.expectStatus(deployment, 'web', {
        propagation: 'CheckClusters',
        clusters: { bremen: 'CreationFailed', danzig: 'CreationFailed', luebeck: 'CreationFailed' },
        says: { bremen: /bremen answered 422: .*spec\.replicas.*greater than or equal to 0/ },
      });
      await scene.apply(deployment, 'web', { template: { spec: { replicas: 1 } } });
      await scene.expectStatus(deployment, 'web', {
        propagation: 'True',
        clusters: { bremen: 'OK', danzig: 'OK', luebeck: 'OK' },
      });
    });
  });
}
