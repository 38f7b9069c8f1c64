import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederatedTypeConfig } from './federated-type-config.ts';
import {
  defaultTypeConfig,
  federatedNamespaced,
  federatedResource,
  isNamespaceType,
  parseFederatedTypeConfig,
  splitResources,
  statusResource,
  targetNamespaced,
  targetResource,
} from './federated-type-config.ts';
import { defaultPlace, splitTypesOf, typeConfigFor } from './federated-type.ts';
import { assertParsed, parsedValue } from './testing/assert-parsed.ts';
import { typeConfigCases, typeConfigStatusCases } from './testing/type-config-cases.ts';

const services = {
  metadata: { name: 'services', namespace: 'kube-federation-system' },
  spec: {
    targetType: { version: 'v1', kind: 'Service', pluralName: 'services', scope: 'Namespaced' },
    propagation: 'Enabled',
    federatedType: {
      group: 'types.kubefed.io',
      version: 'v1beta1',
      kind: 'FederatedService',
      pluralName: 'federatedservices',
      scope: 'Namespaced',
    },
  },
};

function parse(object: object): FederatedTypeConfig {
  return parsedValue(parseFederatedTypeConfig(object));
}

describe('parseFederatedTypeConfig', () => {
  for (const each of typeConfigCases) {
    it(`${each.refused ? 'refuses' : 'accepts'} ${each.title}`, () => {
      assertParsed(parseFederatedTypeConfig(each.object), each);
    });
  }

  for (const { title, status, refused } of typeConfigStatusCases) {
    it(`${refused ? 'leaves out the status with' : 'reads a status'} ${title}`, () => {
      assert.deepEqual(parse({ ...services, status }).status, refused ? undefined : status);
    });
  }

  for (const object of [undefined, null, 'services', [], {}, { metadata: { name: 1 }, spec: {} }]) {
    it(`refuses ${JSON.stringify(object)}`, () => assert.equal(parseFederatedTypeConfig(object).ok, false));
  }
});

describe('defaultTypeConfig', () => {
  const scope = 'Namespaced';

  it('takes plural and group of the target from the name', () => {
    const { spec } = parse({
      metadata: { name: 'networkpolicies.networking.k8s.io' },
      spec: { ...services.spec, targetType: { version: 'v1', kind: 'NetworkPolicy', pluralName: '', scope } },
    });
    assert.equal(spec.targetType.pluralName, 'networkpolicies');
    assert.equal(spec.targetType.group, 'networking.k8s.io');
  });

  it('makes the other plurals of their kinds, and takes group and version of the status type from the federated type', () => {
    const { pluralName: _, ...federatedType } = services.spec.federatedType;
    const { spec } = parse({
      ...services,
      spec: { ...services.spec, federatedType, statusType: { kind: 'FederatedServiceStatus', scope } },
    });
    assert.equal(spec.federatedType.pluralName, 'federatedservices');
    assert.deepEqual(spec.statusType, {
      group: 'types.kubefed.io',
      version: 'v1beta1',
      kind: 'FederatedServiceStatus',
      pluralName: 'federatedservicestatuses',
      scope,
    });
  });

  it('changes nothing that is there', () => {
    const parsed = parse(services);
    assert.deepEqual(parsed.spec.targetType, { group: '', ...services.spec.targetType });
    assert.deepEqual(parsed.spec.federatedType, services.spec.federatedType);
    assert.equal(parsed.spec.statusType, undefined);
  });

  it('leaves alone what is no type configuration', () => {
    assert.deepEqual(defaultTypeConfig({ metadata: { name: 'x' } }), { metadata: { name: 'x' } });
  });
});

describe('types of a FederatedTypeConfig', () => {
  it('tells target, federated and status type', () => {
    const config = parse({ ...services, spec: { ...services.spec, statusType: services.spec.federatedType } });
    const federated = {
      group: 'types.kubefed.io',
      version: 'v1beta1',
      plural: 'federatedservices',
      kind: 'FederatedService',
      namespaced: true,
    };
    const target = { group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true };
    assert.deepEqual(targetResource(config), target);
    assert.deepEqual(federatedResource(config), federated);
    assert.deepEqual(statusResource(config), federated);
    assert.equal(statusResource(parse(services)), undefined);
  });

  it('tells the split types that are named, filled in from the federated type', () => {
    assert.deepEqual(splitResources(parse(services)), {});
    const placementType = { kind: 'FederatedServicePlacement', scope: 'Namespaced' };
    const config = parse({ ...services, spec: { ...services.spec, placementType } });
    assert.deepEqual(splitResources(config), {
      placement: {
        group: 'types.kubefed.io',
        version: 'v1beta1',
        plural: 'federatedserviceplacements',
        kind: 'FederatedServicePlacement',
        namespaced: true,
      },
    });
  });

  it('reads back what enabling writes', () => {
    const target = targetResource(parse(services));
    const config = parse(typeConfigFor(target, defaultPlace, { split: true }));
    assert.deepEqual(splitResources(config), splitTypesOf(target, defaultPlace));
    assert.deepEqual(splitResources(parse(typeConfigFor(target, defaultPlace))), {});
  });

  it('takes the scope of the federated type from the target, whatever it says itself', () => {
    const roles = parse({
      metadata: { name: 'clusterroles.rbac.authorization.k8s.io' },
      spec: {
        ...services.spec,
        targetType: {
          group: 'rbac.authorization.k8s.io',
          version: 'v1',
          kind: 'ClusterRole',
          pluralName: 'clusterroles',
          scope: 'Cluster',
        },
      },
    });
    assert.equal(isNamespaceType(roles), false);
    assert.equal(targetNamespaced(roles), false);
    assert.equal(federatedNamespaced(roles), false);
    assert.equal(federatedResource(roles).namespaced, false);
  });

  it('keeps federated namespaces in namespaces', () => {
    const namespaces = parse({
      metadata: { name: 'namespaces' },
      spec: {
        ...services.spec,
        targetType: { version: 'v1', kind: 'Namespace', pluralName: 'namespaces', scope: 'Cluster' },
      },
    });
    assert.equal(isNamespaceType(namespaces), true);
    assert.equal(targetResource(namespaces).namespaced, false);
    assert.equal(federatedResource(namespaces).namespaced, true);
  });
});
