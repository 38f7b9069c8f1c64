import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { loadAll } from 'js-yaml';
import type { JsonObject } from '../../../src/base/json.ts';
import { defaultPlace, splitTypesOf } from '../../../src/api/federated-type.ts';
import { refOf, type KubeObject, type ResourceType } from '../../../src/api/meta.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { createKubeClient } from '../../../src/kube/create-client.ts';
import { ApiError } from '../../../src/kube/errors.ts';
import type { Federation } from '../federation.ts';
import { configMap, namespace as namespaces } from '../kinds.ts';
import { inClusters, manifest, overriding } from '../manifests.ts';

const types = splitTypesOf(configMap.target, defaultPlace);
const placement = { target: configMap.target, federated: types.placement };
const override = { target: configMap.target, federated: types.override };
const examples = join(import.meta.dirname, '../../../examples/split');
const roleTypes: Readonly<Record<string, ResourceType>> = {
  Role: rbacType('roles', 'Role'),
  RoleBinding: rbacType('rolebindings', 'RoleBinding'),
  ValidatingAdmissionPolicy: admissionType('validatingadmissionpolicies', 'ValidatingAdmissionPolicy'),
  ValidatingAdmissionPolicyBinding: admissionType(
    'validatingadmissionpolicybindings',
    'ValidatingAdmissionPolicyBinding',
  ),
};

/** Placement and overrides as objects of their own. */
export function describeSplit(federation: { readonly current: Federation }): void {
  describe('split forms', () => {
    it('propagate together, and each change of each counts', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings', { placement: null });
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: {} });
      await scene.apply(override, 'settings', { template: null, placement: null, ...inDanzig('blue') });
      await scene.apply(placement, 'settings', { template: null, ...inClusters('bremen', 'danzig') });
      await scene.expectIn('bremen', configMap, 'settings', { data: { colour: 'red' } });
      await scene.expectIn('danzig', configMap, 'settings', { data: { colour: 'blue' } });
      await scene.apply(override, 'settings', { template: null, placement: null, ...inDanzig('green') });
      await scene.expectIn('danzig', configMap, 'settings', { data: { colour: 'green' } });
      await scene.apply(placement, 'settings', { template: null, ...inClusters('danzig', 'luebeck') });
      await scene.expectIn('luebeck', configMap, 'settings', { data: { colour: 'red' } });
      await scene.expectAbsent('bremen', configMap, 'settings');
      await scene.expectFederated(configMap, 'settings', 'propagated by both', ({ status }) => {
        return status?.observedPlacementGeneration === 2 && status.observedOverrideGeneration === 2;
      });
      await scene.remove(override, 'settings');
      await scene.expectIn('danzig', configMap, 'settings', { data: { colour: 'red' } });
      await scene.remove(placement, 'settings');
      await scene.expectAbsent('danzig', configMap, 'settings');
      await scene.expectAbsent('luebeck', configMap, 'settings');
      await scene.expectFederated(configMap, 'settings', 'propagated without', ({ status }) => {
        return status?.observedPlacementGeneration === undefined && status?.observedOverrideGeneration === undefined;
      });
    });

    it('that say what the object says already change nothing, until one of them is gone', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'settings');
      await scene.expectIn('bremen', configMap, 'settings');
      await scene.apply(placement, 'settings', { template: null, ...inClusters('danzig') });
      await scene.expectStatus(configMap, 'settings', {
        propagation: 'ConflictingForms',
        message: /^spec\.placement is set both here and in the Placement object of this name: take it out of one/,
      });
      await scene.expectEvent('settings', 'ConflictingForms', /^spec\.placement is set both here/);
      await scene.expectIn('bremen', configMap, 'settings');
      await scene.patch(configMap, 'settings', { spec: { placement: null } });
      await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { danzig: 'OK' } });
      await scene.expectAbsent('bremen', configMap, 'settings');
      await scene.remove(configMap, 'settings');
      await scene.expectGone(configMap, 'settings');
      await scene.expectAbsent('danzig', configMap, 'settings');
    });

    it('are written by three users, each of whom may write only its own', async (t) => {
      const { host } = federation.current;
      const scene = await federation.current.scene();
      await applyExample(host.client, 'roles.yaml', scene.namespace);
      const [developer, operator, region] = ['developers', 'operators', 'regions'].map((group) =>
        actAs(t, federation.current, group),
      ) as [KubeClient, KubeClient, KubeClient];
      const metadata = { namespace: scene.namespace, name: 'sign' };
      const objects: readonly (readonly [ResourceType, KubeClient, JsonObject])[] = [
        [configMap.federated, developer, { template: { data: { text: 'Open' } } }],
        [types.placement, operator, { placement: { clusterSelector: {} } }],
        [types.override, region, overriding('danzig', { path: '/data/text', value: 'Closed' })],
      ];
      for (const [type, owner, spec] of objects) {
        for (const other of [developer, operator, region]) {
          if (other !== owner)
            await assert.rejects(other.create(type, manifest(type, metadata, { spec })), { status: 403 });
        }
        await owner.create(type, manifest(type, metadata, { spec }));
        for (const other of [developer, operator, region]) {
          await other.get(type, metadata);
          if (other !== owner) await assert.rejects(other.delete(type, metadata), { status: 403 });
        }
      }
      await scene.expectIn('bremen', configMap, 'sign', { data: { text: 'Open' } });
      await scene.expectIn('danzig', configMap, 'sign', { data: { text: 'Closed' } });
    });

    it('are the only ones where a policy says so', async (t) => {
      const { host } = federation.current;
      const scene = await federation.current.scene();
      await applyExample(host.client, 'roles.yaml', scene.namespace);
      await applyExample(host.client, 'only-split.yaml', scene.namespace);
      const labels = { metadata: { labels: { forms: 'split' } } };
      await host.client.mergePatch(namespaces.target, { namespace: '', name: scene.namespace }, labels);
      const developer = actAs(t, federation.current, 'developers');
      const metadata = { namespace: scene.namespace, name: 'sign' };
      const attempt = (spec: JsonObject) =>
        developer.create(configMap.federated, manifest(configMap.federated, metadata, { spec }), { dryRun: true });
      assert.match(
        await untilRefused(() => attempt({ template: {}, placement: {} })),
        /spec\.placement is not for here: write a FederatedConfigMapPlacement/,
      );
      await assert.rejects(attempt({ template: {}, overrides: [] }), /spec\.overrides is not for here/);
      await attempt({ template: {} });
    });
  });
}

/** An override of one field in danzig. */
function inDanzig(value: string) {
  return overriding('danzig', { path: '/data/colour', value });
}

/** A client of a user in a group. */
function actAs(t: TestContext, { host }: Federation, group: string): KubeClient {
  const impersonate = { user: `one-of-${group}`, groups: [group, 'system:authenticated'] };
  const client = createKubeClient({ ...host.cluster.access, name: `host as ${group}`, impersonate });
  t.after(() => client.close());
  return client;
}

/** Applies an example, with another namespace in the place of its own. */
async function applyExample(client: KubeClient, file: string, namespace: string): Promise<void> {
  for (const object of loadAll(readFileSync(join(examples, file), 'utf8')) as KubeObject[]) {
    const type = roleTypes[(object as KubeObject & { kind: string }).kind]!;
    const metadata = { ...object.metadata, ...(type.namespaced && { namespace }) };
    const placed = { ...object, metadata };
    await client.apply(type, refOf(placed), placed, { force: true });
  }
}

/** API servers learn of a new policy some time after it was written; resolves with its words once they heed it. */
async function untilRefused(attempt: () => Promise<unknown>): Promise<string> {
  for (;;) {
    const error = await attempt().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof ApiError && error.isInvalid) return error.serverMessage;
    assert.equal(error, undefined);
  }
}

function rbacType(plural: string, kind: string): ResourceType {
  return { group: 'rbac.authorization.k8s.io', version: 'v1', plural, kind, namespaced: true };
}

function admissionType(plural: string, kind: string): ResourceType {
  return { group: 'admissionregistration.k8s.io', version: 'v1', plural, kind, namespaced: false };
}
