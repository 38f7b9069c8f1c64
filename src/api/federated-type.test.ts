import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultTypes } from './default-types.ts';
import { federatedResource, parseFederatedTypeConfig, targetResource } from './federated-type-config.ts';
import { defaultPlace, federatedTypeOf, typeConfigFor } from './federated-type.ts';
import { parsedValue } from './testing/assert-parsed.ts';

const ingresses = { group: 'networking.k8s.io', version: 'v1', plural: 'ingresses', kind: 'Ingress', namespaced: true };
const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false };

describe('typeConfigFor', () => {
  it('writes what enable writes', () => {
    assert.deepEqual(typeConfigFor(ingresses, defaultPlace), {
      apiVersion: 'core.kubefed.io/v1beta1',
      kind: 'FederatedTypeConfig',
      metadata: { name: 'ingresses.networking.k8s.io' },
      spec: {
        targetType: {
          group: 'networking.k8s.io',
          version: 'v1',
          kind: 'Ingress',
          pluralName: 'ingresses',
          scope: 'Namespaced',
        },
        propagation: 'Enabled',
        federatedType: {
          group: 'types.kubefed.io',
          version: 'v1beta1',
          kind: 'FederatedIngress',
          pluralName: 'federatedingresses',
          scope: 'Namespaced',
        },
      },
    });
  });

  it('puts federated namespaces into namespaces, and names no group for the core group', () => {
    const { spec } = typeConfigFor(namespaces, defaultPlace);
    assert.deepEqual(spec.targetType, { version: 'v1', kind: 'Namespace', pluralName: 'namespaces', scope: 'Cluster' });
    assert.equal(spec.federatedType.scope, 'Namespaced');
  });

  for (const { target } of defaultTypes) {
    it(`is read back as it was meant: ${target.kind}`, () => {
      const config = parsedValue(parseFederatedTypeConfig(typeConfigFor(target, defaultPlace)));
      assert.deepEqual(targetResource(config), target);
      assert.deepEqual(federatedResource(config), federatedTypeOf(target, defaultPlace));
    });
  }
});
