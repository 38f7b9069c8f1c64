import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultPlace, typeConfigFor } from '../../api/federated-type.ts';
import { gatherForms } from './gather-forms.ts';

const core = { group: '', version: 'v1', namespaced: true };
const configMaps = typeConfigFor({ ...core, plural: 'configmaps', kind: 'ConfigMap' }, defaultPlace, { split: true });
const secrets = typeConfigFor({ ...core, plural: 'secrets', kind: 'Secret' }, defaultPlace);
const roles = typeConfigFor(
  { group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'clusterroles', kind: 'ClusterRole', namespaced: false },
  defaultPlace,
);
const configs = [secrets, configMaps, roles];
const apiVersion = 'types.kubefed.io/v1beta1';

const manifest = (kind: string, name: string, namespace?: string) => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace !== undefined && { namespace }) },
});

const gather = (...manifests: unknown[]) => gatherForms(configs, manifests.entries(), 'shop');

/** Which forms were found of which objects. */
function formsIn(...manifests: unknown[]): string[] {
  const gathered = gather(...manifests);
  assert.ok(gathered.ok);
  return gathered.sets.map(({ config, ref, ...forms }) =>
    [config.metadata.name, `${ref.namespace}/${ref.name}`, ...Object.keys(forms)].join(' '),
  );
}

describe('gatherForms', () => {
  it('puts together what tells of one object, in whichever order it comes', () => {
    const all = [
      manifest('FederatedConfigMapPlacement', 'sign', 'shop'),
      manifest('FederatedSecret', 'sign'),
      manifest('FederatedConfigMap', 'sign'),
      manifest('FederatedConfigMapOverride', 'sign'),
      manifest('FederatedConfigMap', 'sign', 'office'),
    ];
    assert.deepEqual(formsIn(...all), [
      'configmaps shop/sign placement federated override',
      'secrets shop/sign federated',
      'configmaps office/sign federated',
    ]);
  });

  it('lets what names no namespace be in the one given, if its type has namespaces', () => {
    const gathered = gather(
      manifest('FederatedConfigMapPlacement', 'sign'),
      manifest('FederatedClusterRole', 'reader'),
    );
    assert.ok(gathered.ok);
    const [sign, reader] = gathered.sets;
    assert.equal(sign?.placement?.metadata.namespace, 'shop');
    assert.equal(reader?.federated?.metadata.namespace, undefined);
  });

  it('tells of the first that is of no federated type', () => {
    const good = manifest('FederatedConfigMap', 'sign');
    assert.deepEqual(gather(good, manifest('FederatedSecretPlacement', 'sign')), { ok: false, index: 1 });
    assert.deepEqual(gather(good, { ...good, apiVersion: 'types.kubefed.io/v1' }), { ok: false, index: 1 });
    for (const odd of ['text', null, { ...good, metadata: {} }, { ...good, metadata: 'sign' }])
      assert.deepEqual(gather(odd), { ok: false, index: 0 });
  });

  it('tells of the first that is there already', () => {
    const again = manifest('FederatedConfigMapPlacement', 'sign', 'shop');
    const all = [manifest('FederatedConfigMapPlacement', 'sign'), manifest('FederatedConfigMap', 'sign'), again];
    assert.deepEqual(gather(...all), { ok: false, index: 2, repeats: 0 });
  });
});
