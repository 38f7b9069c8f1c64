import type { AdmissionCase, StatusCase } from './admission-case.ts';

const targetType = { group: 'apps', version: 'v1', kind: 'Deployment', pluralName: 'deployments', scope: 'Namespaced' };
const federatedType = {
  group: 'types.kubefed.io',
  version: 'v1beta1',
  kind: 'FederatedDeployment',
  pluralName: 'federateddeployments',
  scope: 'Namespaced',
};
const statusType = {
  group: 'core.kubefed.io',
  version: 'v1alpha1',
  kind: 'FederatedServiceStatus',
  pluralName: 'federatedservicestatuses',
  scope: 'Namespaced',
};
const placementType = {
  ...federatedType,
  kind: 'FederatedDeploymentPlacement',
  pluralName: 'federateddeploymentplacements',
};
const overrideType = {
  ...federatedType,
  kind: 'FederatedDeploymentOverride',
  pluralName: 'federateddeploymentoverrides',
};

function typeConfig(name: string, spec: object): AdmissionCase['object'] {
  return {
    apiVersion: 'core.kubefed.io/v1beta1',
    kind: 'FederatedTypeConfig',
    metadata: { name, namespace: 'default' },
    spec: { targetType, propagation: 'Enabled', federatedType, ...spec },
  };
}

function changed(changes: object): AdmissionCase['object'] {
  return typeConfig('deployments.apps', changes);
}

const badLabels = ['Deployments', '1deployments', 'deployments-', 'deploy.ments', 'x'.repeat(64)];

/** Faults every one of the types can have; required are the fields nobody fills in. */
function typeCases(field: string, type: Record<string, string>, required: readonly string[]): AdmissionCase[] {
  const without = (name: string) => Object.fromEntries(Object.entries(type).filter(([key]) => key !== name));
  const refuse = (name: string, value: string, why?: string): AdmissionCase => ({
    title: `${field}.${name} ${JSON.stringify(value)}`,
    object: changed({ [field]: { ...type, [name]: value } }),
    refused: { field: `spec.${field}.${name}`, ...(why !== undefined && { why }) },
  });
  return [
    ...required.map((name) => ({
      title: `${field} without ${name}`,
      object: changed({ [field]: without(name) }),
      refused: { field: `spec.${field}.${name}`, why: 'Required value' },
    })),
    ...required.map((name) => refuse(name, '')),
    ...badLabels.map((version) => refuse('version', version)),
    ...badLabels.map((plural) => refuse('pluralName', plural)),
    ...['1Deployment', 'Deploy ment', 'x'.repeat(64)].map((kind) => refuse('kind', kind)),
    refuse('scope', 'Galaxy', 'supported values: "Cluster", "Namespaced"'),
  ];
}

export const typeConfigCases: readonly AdmissionCase[] = [
  {
    title: 'as kubefedctl enable writes it',
    object: {
      ...changed({}),
      metadata: { name: 'deployments.apps', namespace: 'default' },
      status: { observedGeneration: 0, propagationController: '' },
    },
  },
  {
    title: 'services of the core group, with status collection',
    object: typeConfig('services', {
      targetType: { version: 'v1', kind: 'Service', pluralName: 'services', scope: 'Namespaced' },
      federatedType: { ...federatedType, kind: 'FederatedService', pluralName: 'federatedservices' },
      statusType,
      statusCollection: 'Enabled',
    }),
  },
  { title: 'as hansa enable --split writes it', object: changed({ placementType, overrideType }) },
  { title: 'placement apart, overrides not', object: changed({ placementType }) },
  {
    title: 'how to tell health, and what to collect',
    object: changed({
      health: { healthy: 'object.status.ready', degraded: 'false', suspended: 'false', message: "'no'" },
      statusFields: [
        { name: 'image', path: '/spec/template/spec/containers/0/image' },
        { name: 'address', path: '/status/address' },
      ],
    }),
  },
  {
    title: 'health without healthy',
    object: changed({ health: { degraded: 'true' } }),
    refused: { field: 'spec.health.healthy', why: 'Required value' },
  },
  {
    title: 'health by an empty expression',
    object: changed({ health: { healthy: '' } }),
    refused: { field: 'spec.health.healthy' },
  },
  {
    title: 'a field by a path that is no JSON pointer',
    object: changed({ statusFields: [{ name: 'address', path: '.status.address' }] }),
    refused: { field: 'spec.statusFields[0].path' },
  },
  {
    title: 'a field by a name with a dash',
    object: changed({ statusFields: [{ name: 'the-address', path: '/status/address' }] }),
    refused: { field: 'spec.statusFields[0].name' },
  },
  {
    title: 'two fields of one name',
    object: changed({ statusFields: ['/status/a', '/status/b'].map((path) => ({ name: 'address', path })) }),
    refused: { field: 'spec.statusFields' },
  },
  {
    title: 'core group written as empty',
    object: typeConfig('configmaps', {
      targetType: { group: '', version: 'v1', kind: 'ConfigMap', pluralName: 'configmaps', scope: 'Namespaced' },
    }),
  },
  ...['deployments', 'deployments.extensions', 'deployment.apps', 'deployments.apps.k8s.io'].map((name) => ({
    title: `name ${name}`,
    object: typeConfig(name, {}),
    refused: { field: 'metadata.name', why: "name must be 'TARGET_PLURAL_NAME(.TARGET_GROUP_NAME)'" },
  })),
  ...['propagation', 'statusCollection'].map((field) => ({
    title: field,
    object: changed({ [field]: 'On' }),
    refused: { field: `spec.${field}`, why: 'supported values: "Enabled", "Disabled"' },
  })),
  ...['targetType', 'propagation', 'federatedType'].map((field) => ({
    title: `without ${field}`,
    object: changed({ [field]: undefined }),
    refused: { field: `spec.${field}`, why: 'Required value' },
  })),
  ...['Apps', 'apps.', '.apps', 'apps_v1'].map((group) => ({
    title: `targetType.group ${group}`,
    object: changed({ targetType: { ...targetType, group } }),
    refused: { field: 'spec.targetType.group' },
  })),
  ...['federatedType', 'placementType', 'overrideType', 'statusType'].map((field) => ({
    title: `${field}.group without a dot`,
    object: changed({ [field]: { ...federatedType, group: 'types' } }),
    refused: { field: `spec.${field}.group`, why: 'should be a domain with at least one dot' },
  })),
  ...typeCases('targetType', targetType, ['version', 'kind', 'scope']),
  ...typeCases('federatedType', federatedType, ['group', 'version', 'kind', 'scope']),
  ...typeCases('placementType', placementType, ['kind', 'scope']),
  ...typeCases('overrideType', overrideType, ['kind', 'scope']),
  ...typeCases('statusType', statusType, ['kind', 'scope']),
];

export const typeConfigStatusCases: readonly StatusCase[] = [
  {
    title: 'as the controller writes it',
    status: { observedGeneration: 1, propagationController: 'Running', statusController: 'NotRunning' },
  },
  {
    title: 'observedGeneration below 0',
    status: { observedGeneration: -1, propagationController: 'Running' },
    refused: { field: 'status.observedGeneration' },
  },
  {
    title: 'without propagationController',
    status: { observedGeneration: 1 },
    refused: { field: 'status.propagationController', why: 'Required value' },
  },
  {
    title: 'propagationController that does not exist',
    status: { observedGeneration: 1, propagationController: '' },
    refused: { field: 'status.propagationController', why: 'supported values: "Running", "NotRunning"' },
  },
  {
    title: 'statusController that does not exist',
    status: { observedGeneration: 1, propagationController: 'Running', statusController: 'Walking' },
    refused: { field: 'status.statusController', why: 'supported values: "Running", "NotRunning"' },
  },
];
