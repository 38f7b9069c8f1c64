import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../../src/base/json.ts';
import { managedLabel } from '../../../src/api/names.ts';
import type { Federation } from '../federation.ts';
import { configMap, deployment, secret, service } from '../kinds.ts';
import { inClusters, specOf } from '../manifests.ts';

const managed = { metadata: { labels: { [managedLabel]: 'true' } } };

/** How objects stay as they should be. */
export function describeUpkeep(federation: { readonly current: Federation }): void {
  describe('upkeep', () => {
    it('carries changes, and takes back fields that leave the template', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', { template: { data: { size: '1' } } });
      await scene.expectIn('luebeck', configMap, 'settings', { ...managed, data: { colour: 'red', size: '1' } });
      await scene.apply(configMap, 'settings', { template: { data: { colour: 'blue' } } });
      for (const member of federation.current.members.keys()) {
        await scene.expectIn(member, configMap, 'settings', { data: { colour: 'blue', size: null } });
      }
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'True',
        clusters: { bremen: 'OK', danzig: 'OK', luebeck: 'OK' },
      });
    });

    it('leaves alone what others add: labels, annotations, data', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings');
      await scene.expectIn('bremen', configMap, 'settings');
      const theirs = {
        metadata: { labels: { theirs: 'yes' }, annotations: { theirs: 'yes' } },
        data: { theirs: 'yes' },
      };
      await scene.edit('bremen', configMap, 'settings', theirs);
      await scene.apply(configMap, 'settings', { template: { data: { colour: 'blue' } } });
      await scene.expectIn('bremen', configMap, 'settings', { ...theirs, data: { theirs: 'yes', colour: 'blue' } });
      await scene.expectStatus(configMap, 'settings', { propagation: 'True' });
      await scene.expectIn('bremen', configMap, 'settings', theirs);
    });

    it('repairs what somebody changed in a member', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings');
      await scene.apply(deployment, 'web');
      await scene.expectIn('bremen', configMap, 'settings');
      await scene.expectIn('bremen', deployment, 'web');
      await scene.edit('bremen', configMap, 'settings', { data: { colour: 'green' } });
      await scene.edit('bremen', deployment, 'web', { spec: { replicas: 7 } });
      await scene.expectIn('bremen', configMap, 'settings', { data: { colour: 'red' } });
      await scene.expectIn('bremen', deployment, 'web', { spec: { replicas: 2 } });
    });

    it('repairs labels, which no generation counts', async () => {
      const scene = await federation.current.scene();
      await scene.apply(deployment, 'web', { template: { metadata: { labels: { app: 'web' } } } });
      await scene.expectIn('bremen', deployment, 'web', { metadata: { labels: { app: 'web' } } });
      await scene.edit('bremen', deployment, 'web', { metadata: { labels: { app: 'other' } } });
      await scene.expectIn('bremen', deployment, 'web', { metadata: { labels: { app: 'web' } } });
      await scene.edit('bremen', deployment, 'web', { metadata: { labels: { app: null } } });
      await scene.expectIn('bremen', deployment, 'web', { metadata: { labels: { app: 'web' } } });
    });

    it('makes again what somebody deleted in a member', async () => {
      const scene = await federation.current.scene();
      await scene.apply(secret, 'key');
      const { metadata } = await scene.expectIn('danzig', secret, 'key');
      await scene.wipe('danzig', secret, 'key');
      await scene.expectThat('danzig', secret, 'key', 'another', (again) => again.metadata.uid !== metadata.uid);
      await scene.expectStatus(secret, 'key', { propagation: 'True' });
    });

    it('waits for the end of what somebody deleted, and makes it again then', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings');
      await scene.expectIn('danzig', configMap, 'settings');
      const { metadata } = await scene.edit('danzig', configMap, 'settings', {
        metadata: { finalizers: ['test/hold'] },
      });
      await scene.wipe('danzig', configMap, 'settings');
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'CheckClusters',
        clusters: { bremen: 'OK', danzig: 'WaitingForRemoval', luebeck: 'OK' },
        says: { danzig: /created again once it is gone/ },
      });
      await scene.edit('danzig', configMap, 'settings', { metadata: { finalizers: null } });
      await scene.expectThat(
        'danzig',
        configMap,
        'settings',
        'another',
        (again) => again.metadata.uid !== metadata.uid,
      );
      await scene.expectStatus(configMap, 'settings', { propagation: 'True' });
    });

    it('puts the managed label back', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings');
      await scene.expectIn('bremen', configMap, 'settings', managed);
      await scene.edit('bremen', configMap, 'settings', { metadata: { labels: { [managedLabel]: null } } });
      await scene.expectIn('bremen', configMap, 'settings', managed);
      await scene.expectStatus(configMap, 'settings', { propagation: 'True' });
    });

    it('never touches what is labelled managed=false, and takes it when the label goes', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings');
      await scene.expectIn('bremen', configMap, 'settings', managed);
      const refused = { metadata: { labels: { [managedLabel]: 'false' } } };
      await scene.edit('bremen', configMap, 'settings', refused);
      const status = {
        propagation: 'CheckClusters',
        clusters: { bremen: 'ManagedLabelFalse', danzig: 'OK', luebeck: 'OK' },
        says: { bremen: /labelled kubefed\.io\/managed: "false".*Remove that label in bremen/ },
      } as const;
      await scene.expectStatus(configMap, 'settings', status);
      const theirs = await scene.edit('bremen', configMap, 'settings', { data: { colour: 'theirs' } });
      await scene.apply(configMap, 'settings', { template: { data: { colour: 'blue' } } });
      await scene.expectIn('danzig', configMap, 'settings', { data: { colour: 'blue' } });
      await scene.expectStatus(configMap, 'settings', status);
      const { metadata } = await scene.read('bremen', configMap, 'settings');
      assert.equal(metadata.resourceVersion, theirs.metadata.resourceVersion);
      await scene.edit('bremen', configMap, 'settings', { metadata: { labels: { [managedLabel]: null } } });
      await scene.expectIn('bremen', configMap, 'settings', { ...managed, data: { colour: 'blue' } });
      await scene.expectStatus(configMap, 'settings', { propagation: 'True' });
    });

    it('leaves an object labelled managed=false in place when it is deselected or deleted', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings');
      for (const member of ['bremen', 'danzig']) {
        await scene.expectIn(member, configMap, 'settings');
        await scene.edit(member, configMap, 'settings', { metadata: { labels: { [managedLabel]: 'false' } } });
      }
      await scene.expectStatus(configMap, 'settings', {
        clusters: { bremen: 'ManagedLabelFalse', danzig: 'ManagedLabelFalse', luebeck: 'OK' },
      });
      await scene.apply(configMap, 'settings', inClusters('bremen', 'luebeck'));
      await scene.expectStatus(configMap, 'settings', { clusters: { bremen: 'ManagedLabelFalse', luebeck: 'OK' } });
      await scene.remove(configMap, 'settings');
      await scene.expectGone(configMap, 'settings');
      await scene.read('bremen', configMap, 'settings');
      await scene.read('danzig', configMap, 'settings');
      await scene.expectAbsent('luebeck', configMap, 'settings');
    });

    it('takes over what is there already, with what others have set', async () => {
      const scene = await federation.current.scene();
      await scene.expectInNamespace('bremen');
      await scene.make('bremen', configMap, 'settings', { data: { colour: 'green', theirs: 'yes' } });
      await scene.apply(configMap, 'settings');
      await scene.expectIn('bremen', configMap, 'settings', { ...managed, data: { colour: 'red', theirs: 'yes' } });
      await scene.expectStatus(configMap, 'settings', { propagation: 'True' });
    });
  });

  describe('fields that belong to members', () => {
    it('replicas are left to an autoscaler with retainReplicas', async () => {
      const scene = await federation.current.scene();
      await scene.apply(deployment, 'web', { retainReplicas: true });
      await scene.expectIn('bremen', deployment, 'web', { spec: { replicas: 2 } });
      await scene.edit('bremen', deployment, 'web', { spec: { replicas: 5 } });
      const image = { spec: { template: { spec: { containers: [{ name: 'web', image: 'example.test/web:2' }] } } } };
      await scene.apply(deployment, 'web', { retainReplicas: true, template: image });
      await scene.expectIn('bremen', deployment, 'web', { spec: { ...image.spec, replicas: 5 } });
      await scene.expectIn('danzig', deployment, 'web', { spec: { ...image.spec, replicas: 2 } });
      await scene.expectStatus(deployment, 'web', { propagation: 'True' });
      await scene.expectIn('bremen', deployment, 'web', { spec: { replicas: 5 } });
    });

    it("replicas are the template's again when retainReplicas goes", async () => {
      const scene = await federation.current.scene();
      await scene.apply(deployment, 'web', { retainReplicas: true });
      await scene.expectIn('bremen', deployment, 'web', { spec: { replicas: 2 } });
      const { metadata } = await scene.edit('bremen', deployment, 'web', { spec: { replicas: 5 } });
      await scene.expectRecorded(deployment, 'web', 'bremen', `gen:${metadata.generation}`);
      await scene.apply(deployment, 'web');
      await scene.expectIn('bremen', deployment, 'web', { spec: { replicas: 2 } });
    });

    it('replicas of an adopted Deployment are kept with retainReplicas', async () => {
      const scene = await federation.current.scene();
      await scene.expectInNamespace('bremen');
      const theirs = specOf(deployment, { template: { spec: { replicas: 9 } } })['template'] as JsonObject;
      await scene.make('bremen', deployment, 'web', theirs);
      await scene.apply(deployment, 'web', { retainReplicas: true });
      await scene.expectIn('bremen', deployment, 'web', { ...managed, spec: { replicas: 9 } });
    });

    it('a Service keeps its clusterIP and nodePorts', async () => {
      const scene = await federation.current.scene();
      const spec = { type: 'NodePort', ports: [{ name: 'http', port: 80, protocol: 'TCP' }] };
      await scene.apply(service, 'web', { template: { spec } });
      const before = await scene.expectIn<ServiceObject>('bremen', service, 'web');
      assert.ok(before.spec.ports[0]?.nodePort);
      await scene.apply(service, 'web', {
        template: { spec: { ...spec, ports: [...spec.ports, { name: 'https', port: 443, protocol: 'TCP' }] } },
      });
      const after = await scene.expectThat<ServiceObject>('bremen', service, 'web', 'of two ports', (live) => {
        return live.spec.ports.length === 2;
      });
      assert.equal(after.spec.clusterIP, before.spec.clusterIP);
      assert.equal(after.spec.ports[0]?.nodePort, before.spec.ports[0]?.nodePort);
    });

    it('a Service that is adopted keeps them also where the template sets them', async () => {
      const scene = await federation.current.scene();
      const spec = { type: 'NodePort', ports: [{ name: 'http', port: 80 }] };
      const theirs = new Map<string, ServiceObject['spec']>();
      for (const member of ['bremen', 'danzig']) {
        await scene.expectInNamespace(member);
        await scene.make(member, service, 'web', { spec });
        theirs.set(member, (await scene.read<ServiceObject>(member, service, 'web')).spec);
      }
      const { clusterIP, ports } = theirs.get('bremen')!;
      const template = { spec: { ...spec, clusterIP, ports: [{ ...spec.ports[0], nodePort: ports[0]!.nodePort! }] } };
      await scene.apply(service, 'web', { template, ...inClusters('bremen', 'danzig') });
      await scene.expectStatus(service, 'web', { propagation: 'True', clusters: { bremen: 'OK', danzig: 'OK' } });
      const changed = { template: { ...template, metadata: { labels: { tier: 'front' } } } };
      await scene.apply(service, 'web', { ...changed, ...inClusters('bremen', 'danzig') });
      const after = await scene.expectIn<ServiceObject>('danzig', service, 'web', {
        metadata: { labels: { ...managed.metadata.labels, tier: 'front' } },
      });
      assert.equal(after.spec.clusterIP, theirs.get('danzig')!.clusterIP);
      assert.equal(after.spec.ports[0]?.nodePort, theirs.get('danzig')!.ports[0]?.nodePort);
    });
  });
}

interface ServiceObject {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly clusterIP: string; readonly ports: readonly { readonly nodePort?: number }[] };
}
