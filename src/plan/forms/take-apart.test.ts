import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { FederatedObject, FederatedSpec } from '../../api/federated-object.ts';
import { defaultPlace, splitTypesOf } from '../../api/federated-type.ts';
import { mergeForms } from './merge-forms.ts';
import { takeApart } from './take-apart.ts';

const seed = 20260101;
const target = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };
const types = splitTypesOf(target, defaultPlace);
const placement = { clusters: [{ name: 'a' }] };
const overrides = [{ clusterName: 'a', clusterOverrides: [{ path: '/data/a', value: '2' }] }];

function federated(spec: FederatedSpec): FederatedObject {
  const metadata = { name: 'sign', namespace: 'shop', labels: { app: 'shop' } };
  return { apiVersion: 'types.kubefed.io/v1beta1', kind: 'FederatedConfigMap', metadata, spec };
}

describe('takeApart', () => {
  it('makes objects of their own of placement and overrides, of the same name', () => {
    const { federated: rest, split } = takeApart(federated({ template: {}, placement, overrides }), types);
    assert.deepEqual(rest.spec, { template: {} });
    assert.deepEqual(rest.metadata.labels, { app: 'shop' });
    const metadata = { name: 'sign', namespace: 'shop' };
    const apiVersion = 'types.kubefed.io/v1beta1';
    assert.deepEqual(split, {
      placement: { apiVersion, kind: 'FederatedConfigMapPlacement', metadata, spec: { placement } },
      override: { apiVersion, kind: 'FederatedConfigMapOverride', metadata, spec: { overrides } },
    });
  });

  it('leaves a field where it is that has no type of its own, and makes nothing of one that is not set', () => {
    const whole = federated({ template: {}, placement, overrides });
    assert.deepEqual(takeApart(whole, {}), { federated: whole, split: {} });
    const { placement: only } = types;
    assert.deepEqual(takeApart(whole, { placement: only }).federated.spec, { template: {}, overrides });
    assert.deepEqual(takeApart(federated({ template: {}, overrides: null }), types).split, {});
  });

  it('says the same as the whole, however it is taken apart', () => {
    const specs = fc.record(
      {
        template: fc.constant({ data: {} }),
        placement: fc.constantFrom({}, placement),
        overrides: fc.constantFrom([], overrides),
        retainReplicas: fc.boolean(),
      },
      { requiredKeys: ['template'], noNullPrototype: true },
    );
    const some = fc.constantFrom({}, types, { placement: types.placement }, { override: types.override });
    fc.assert(
      fc.property(specs, some, (spec, given) => {
        const whole = federated(spec);
        const { federated: rest, split } = takeApart(whole, given);
        assert.deepEqual(mergeForms(rest, split), { ok: true, federated: whole });
      }),
      { seed },
    );
  });
});
