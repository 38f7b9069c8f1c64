import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { JsonObject } from '../../base/json.ts';
import { defaultPlace, federatedTypeOf } from '../../api/federated-type.ts';
import type { ResourceType } from '../../api/meta.ts';
import { federateObject, type FederatedFrom } from './federate-object.ts';

function type(plural: string, kind: string, group = ''): ResourceType {
  return { group, version: 'v1', plural, kind, namespaced: plural !== 'namespaces' };
}

function federate(content: JsonObject, target: ResourceType, metadata: object = {}): FederatedFrom {
  const live = { apiVersion: 'v1', kind: target.kind, metadata: { name: 'it', namespace: 'shop', ...metadata } };
  const federated = federatedTypeOf(target, defaultPlace);
  return federateObject({ ...live, ...content }, { target, federated });
}

function template(content: JsonObject, target: ResourceType): JsonObject | undefined {
  return federate(content, target).object.spec?.template;
}

const configMap = type('configmaps', 'ConfigMap');

describe('federateObject', () => {
  it('puts content and labels into a template for every cluster', () => {
    const metadata = {
      uid: 'u',
      resourceVersion: '7',
      generation: 3,
      creationTimestamp: '2026-01-01T00:00:00Z',
      managedFields: [],
      finalizers: ['a/b'],
      ownerReferences: [],
      labels: { app: 'web', 'kubefed.io/managed': 'true' },
    };
    assert.deepEqual(federate({ data: { a: '1' }, status: {} }, configMap, metadata).object, {
      apiVersion: 'types.kubefed.io/v1beta1',
      kind: 'FederatedConfigMap',
      metadata: { name: 'it', namespace: 'shop' },
      spec: {
        template: { metadata: { labels: { app: 'web' } }, data: { a: '1' } },
        placement: { clusterSelector: { matchLabels: {} } },
      },
    });
  });

  it('puts the federated namespace into the namespace itself', () => {
    const target = type('namespaces', 'Namespace');
    const { object } = federate({ spec: { finalizers: ['kubernetes'] } }, target, { namespace: undefined });
    assert.deepEqual(object.metadata, { name: 'it', namespace: 'it' });
    assert.deepEqual(object.spec?.template, { spec: {} });
  });

  it('gives what lives in no namespace none', () => {
    const target = { ...type('clusterroles', 'ClusterRole', 'rbac.authorization.k8s.io'), namespaced: false };
    const { object } = federate({ rules: [] }, target, { namespace: undefined });
    assert.deepEqual(object.metadata, { name: 'it' });
  });

  it('tells which annotations are lost, but for what programs write for themselves', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}', team: 'pilots', area: 'x' };
    assert.deepEqual(federate({}, configMap, { annotations }).lostAnnotations, ['area', 'team']);
  });

  const services = type('services', 'Service');
  const jobs = type('jobs', 'Job', 'batch');
  const cases: [string, ResourceType, JsonObject, JsonObject][] = [
    ['secrets of a ServiceAccount', type('serviceaccounts', 'ServiceAccount'), { secrets: [{ name: 's' }] }, {}],
    [
      'addresses and ports a Service was given',
      services,
      {
        spec: {
          clusterIP: '10.0.0.7',
          clusterIPs: ['10.0.0.7'],
          healthCheckNodePort: 31000,
          type: 'LoadBalancer',
          ports: [{ port: 80, nodePort: 30080 }, { port: 443 }],
        },
      },
      { spec: { type: 'LoadBalancer', ports: [{ port: 80 }, { port: 443 }] } },
    ],
    [
      'no address where a Service is to have none',
      services,
      { spec: { clusterIP: 'None', clusterIPs: ['None'] } },
      { spec: { clusterIP: 'None' } },
    ],
    [
      'nothing of a Service that is not the built-in one',
      type('services', 'Service', 'serving.knative.dev'),
      { spec: { clusterIP: '10.0.0.7' } },
      { spec: { clusterIP: '10.0.0.7' } },
    ],
    [
      'what ties a Job to the Pods of one cluster',
      jobs,
      {
        spec: {
          selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u' } },
          template: {
            metadata: { labels: { app: 'x', 'controller-uid': 'u', 'batch.kubernetes.io/job-name': 'it' } },
            spec: {},
          },
        },
      },
      { spec: { template: { metadata: { labels: { app: 'x' } }, spec: {} } } },
    ],
    [
      'no selector of a Job that somebody chose',
      jobs,
      { spec: { manualSelector: true, selector: { matchLabels: { app: 'x' } } } },
      { spec: { manualSelector: true, selector: { matchLabels: { app: 'x' } } } },
    ],
    [
      'the volume a claim is bound to',
      type('persistentvolumeclaims', 'PersistentVolumeClaim'),
      { spec: { volumeName: 'pv-1', storageClassName: 'fast' } },
      { spec: { storageClassName: 'fast' } },
    ],
    [
      'the node a Pod is on',
      type('pods', 'Pod'),
      { spec: { nodeName: 'n', containers: [] } },
      { spec: { containers: [] } },
    ],
    [
      'the time a template of Pods was never created at',
      type('deployments', 'Deployment', 'apps'),
      { spec: { template: { metadata: { creationTimestamp: null, labels: { app: 'x' } } } } },
      { spec: { template: { metadata: { labels: { app: 'x' } } } } },
    ],
  ];
  for (const [what, target, content, expected] of cases) {
    it(`leaves out ${what}`, () => assert.deepEqual(template(content, target), expected));
  }

  it('changes no content of other types, whatever it is', () => {
    const json = fc.jsonValue();
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('data', 'rules', 'spare', 'type'), json, { noNullPrototype: true }),
        (content) => {
          assert.deepEqual(template(content as JsonObject, configMap), content);
        },
      ),
      { seed: 11 },
    );
  });
});
