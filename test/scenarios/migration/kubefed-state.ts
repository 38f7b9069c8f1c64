import { readFileSync } from 'node:fs';
import { goJson } from '../../../src/base/go-json.ts';
import { md5Hex } from '../../../src/base/hash.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { customResourceDefinitionType } from '../../../src/api/crd.ts';
import { defaultTypes } from '../../../src/api/default-types.ts';
import { defaultPlace, typeConfigFor } from '../../../src/api/federated-type.ts';
import { federatedTypeConfigType } from '../../../src/api/federated-type-config.ts';
import { kubeFedClusterType } from '../../../src/api/kubefed-cluster.ts';
import { kubeFedConfigType } from '../../../src/api/kubefed-config.ts';
import {
  apiVersionOf,
  keyOf,
  qualifiedPlural,
  type KubeObject,
  type ObjectRef,
  type ResourceType,
} from '../../../src/api/meta.ts';
import { managedLabel, syncFinalizer, systemNamespaceDefault, typeConfigFinalizer } from '../../../src/api/names.ts';
import { clusterPropagatedVersionType, propagatedVersionType } from '../../../src/api/propagated-version.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { joinWithToken } from '../../../src/lab/federation.ts';
import type { LabCluster } from '../../../src/lab/lab.ts';
import { objectVersionOf } from '../../../src/plan/propagate/recorded-version.ts';
import { deployment, kindOf, namespace as namespaces, type FederatedKind } from '../kinds.ts';
import { kubeFedCrds } from './kubefed-crds.ts';

/** As API servers have known it. */
const kubeFed = { fieldManager: 'controller-manager' };
const namespace = systemNamespaceDefault;
const noOverrides = '2979b7538b527abe06492021841caf47';
const time = '2026-01-01T00:00:00Z';

export interface KubeFedMember {
  readonly name: string;
  readonly cluster: LabCluster;
  readonly client: KubeClient;
}

export const kinds: readonly FederatedKind[] = defaultTypes.map(({ target }) => kindOf(target));

const selector = { matchLabels: { app: 'web' } };
const pod = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'example.test/web:1', resources: { limits: { cpu: '500m' } } }] },
};
const templates: Readonly<Record<string, JsonObject>> = {
  ClusterRole: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  ConfigMap: { data: { A: 'ala ma kota', size: '1' } },
  Deployment: { metadata: { labels: { app: 'web' } }, spec: { replicas: 2, selector, template: pod } },
  Ingress: {
    spec: {
      rules: [
        {
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
          },
        },
      ],
    },
  },
  Job: { spec: { template: { spec: { ...pod.spec, restartPolicy: 'Never' } } } },
  Namespace: {},
  ReplicaSet: { spec: { replicas: 1, selector, template: pod } },
  Secret: { data: { key: 'dmFsdWU=' }, type: 'Opaque' },
  ServiceAccount: {},
  Service: { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] } },
};

/** Makes a host look as one that KubeFed has run on for long: so many objects of each of its ten types, in every member. */
export async function buildKubeFed(host: KubeClient, members: readonly KubeFedMember[], count: number): Promise<void> {
  await installControlPlane(host);
  for (const member of members) await joinMember(host, member);
  const places = Array.from({ length: count }, (_, index) => `team-${index}`);
  const [namespaceKind, ...others] = [...kinds].sort((a, b) => Number(isNamespace(b)) - Number(isNamespace(a)));
  if (!namespaceKind) throw new Error('namespaces are federated by default');
  await Promise.all(
    places.map(async (place) => {
      await host.create(namespaces.target, { metadata: { name: place } });
      await federate(host, members, namespaceKind, place);
      for (const kind of others) await federate(host, members, kind, place);
    }),
  );
  await guardByWebhooks(host);
}

function isNamespace({ target }: FederatedKind): boolean {
  return target.plural === 'namespaces';
}

/** The federated object of a kind in the place of that name, as KubeFed reads it. */
export function federatedRefOf(kind: FederatedKind, place: string): ObjectRef {
  if (isNamespace(kind)) return { namespace: place, name: place };
  return kind.target.namespaced ? { namespace: place, name: 'web' } : { namespace: '', name: place };
}

async function installControlPlane(host: KubeClient): Promise<void> {
  await Promise.all(kubeFedCrds().map((crd) => host.create(customResourceDefinitionType, crd)));
  await host.create(namespaces.target, { metadata: { name: namespace } });
  for (const name of ['kubefed-controller-manager', 'kubefed-admission-webhook']) {
    const spec = { replicas: 2, selector, template: pod };
    await host.create(deployment.target, { metadata: { name, namespace }, spec } as KubeObject);
  }
  await retrying(() => host.create(kubeFedConfigType, headed(kubeFedConfigType, 'kubefed', { spec: settings })));
  for (const { target } of defaultTypes) {
    const config = typeConfigFor(target, defaultPlace);
    const metadata = { ...config.metadata, namespace, finalizers: [typeConfigFinalizer] };
    await retrying(() => host.create(federatedTypeConfigType, { ...config, metadata }));
    const status = { observedGeneration: 1, propagationController: 'Running', statusController: 'NotRunning' };
    await putStatus(host, federatedTypeConfigType, { namespace, name: qualifiedPlural(target) }, status);
  }
}

/** As KubeFed's webhook fills it in. */
const settings = {
  scope: 'Cluster',
  controllerDuration: { availableDelay: '20s', unavailableDelay: '1m0s', cacheSyncTimeout: '5m0s' },
  leaderElect: { leaseDuration: '15s', renewDeadline: '10s', retryPeriod: '5s', resourceLock: 'configmaps' },
  featureGates: [
    { name: 'PushReconciler', configuration: 'Enabled' },
    { name: 'RawResourceStatusCollection', configuration: 'Disabled' },
    { name: 'SchedulerPreferences', configuration: 'Enabled' },
  ],
  clusterHealthCheck: { period: '10s', failureThreshold: 3, successThreshold: 1, timeout: '3s' },
  syncController: { maxConcurrentReconciles: 1, adoptResources: 'Enabled' },
  statusController: { maxConcurrentReconciles: 1 },
};

async function joinMember(host: KubeClient, { name, cluster }: KubeFedMember): Promise<void> {
  const ca = readFileSync(cluster.caPath, 'utf8');
  await retrying(() => joinWithToken(host, { name, server: cluster.server, token: cluster.token, ca }));
  const condition = { type: 'Ready', status: 'True', reason: 'ClusterReady', message: '/healthz responded with ok' };
  const conditions = [{ ...condition, lastProbeTime: time, lastTransitionTime: time }];
  await putStatus(host, kubeFedClusterType, { namespace, name }, { conditions, kubernetesVersion: 'v1.30.0' });
}

async function federate(
  host: KubeClient,
  members: readonly KubeFedMember[],
  kind: FederatedKind,
  place: string,
): Promise<void> {
  const ref = federatedRefOf(kind, place);
  const template = templates[kind.target.kind] ?? {};
  const spec = { template, placement: { clusterSelector: { matchLabels: {} } } };
  const metadata = { ...placed(ref), finalizers: [syncFinalizer] };
  const head = { apiVersion: apiVersionOf(kind.federated), kind: kind.federated.kind };
  const federated = await retrying(() =>
    host.create(kind.federated, { ...head, metadata, spec } as KubeObject, kubeFed),
  );
  const versions = await Promise.all(members.map((member) => propagate(member, kind, ref, template)));
  await putStatus(host, kind.federated, ref, {
    observedGeneration: federated.metadata.generation ?? 0,
    conditions: [{ type: 'Propagation', status: 'True', lastUpdateTime: time, lastTransitionTime: time }],
    clusters: members.map(({ name }) => ({ name })),
  });
  await recordVersion(host, kind, federated, template, versions);
}

async function propagate(
  { name: clusterName, client }: KubeFedMember,
  kind: FederatedKind,
  ref: ObjectRef,
  template: JsonObject,
): Promise<JsonObject> {
  const { target } = kind;
  const own = target.namespaced ? placed(ref) : { name: ref.name };
  const { labels } = (template['metadata'] ?? {}) as { labels?: object };
  const metadata = { ...own, labels: { ...labels, [managedLabel]: 'true' } };
  const head = { apiVersion: apiVersionOf(target), kind: target.kind };
  const created = await client.create(target, { ...template, ...head, metadata }, kubeFed);
  return { clusterName, version: objectVersionOf(created) };
}

async function recordVersion(
  host: KubeClient,
  { target, federated: type }: FederatedKind,
  { metadata: owner }: KubeObject,
  template: JsonObject,
  clusterVersions: readonly JsonObject[],
): Promise<void> {
  const versionType = type.namespaced ? propagatedVersionType : clusterPropagatedVersionType;
  const ref = { namespace: owner.namespace ?? '', name: `${target.kind.toLowerCase()}-${owner.name}` };
  const ownerReferences = [{ apiVersion: apiVersionOf(type), kind: type.kind, name: owner.name, uid: owner.uid ?? '' }];
  const head = { apiVersion: apiVersionOf(versionType), kind: versionType.kind };
  await host.create(versionType, { ...head, metadata: { ...placed(ref), ownerReferences } }, kubeFed);
  const status = { templateVersion: md5Hex(goJson(template)), overridesVersion: noOverrides, clusterVersions };
  await putStatus(host, versionType, ref, status);
}

/** They guard every write of KubeFed's own kinds, and nobody answers for them once KubeFed is gone. */
async function guardByWebhooks(host: KubeClient): Promise<void> {
  const rules = [
    {
      apiGroups: ['core.kubefed.io'],
      apiVersions: ['v1beta1'],
      resources: [
        'kubefedclusters',
        'kubefedclusters/status',
        'federatedtypeconfigs',
        'federatedtypeconfigs/status',
        'kubefedconfigs',
      ],
      operations: ['CREATE', 'UPDATE'],
    },
  ];
  const clientConfig = { service: { namespace, name: 'kubefed-admission-webhook', path: '/validate' } };
  const common = { clientConfig, rules, failurePolicy: 'Fail', sideEffects: 'None', admissionReviewVersions: ['v1'] };
  const kinds = [
    ['ValidatingWebhookConfiguration', 'validations.core.kubefed.io'],
    ['MutatingWebhookConfiguration', 'mutation.core.kubefed.io'],
  ] as const;
  for (const [kind, name] of kinds) {
    const type = {
      group: 'admissionregistration.k8s.io',
      version: 'v1',
      plural: `${kind.toLowerCase()}s`,
      kind,
      namespaced: false,
    };
    await host.create(type, {
      metadata: { name },
      webhooks: [{ ...common, name: `all.${name}` }],
    } as unknown as KubeObject);
  }
}

function headed(type: ResourceType, name: string, content: JsonObject): KubeObject {
  return { apiVersion: apiVersionOf(type), kind: type.kind, metadata: { name, namespace }, ...content };
}

function placed({ namespace: place, name }: ObjectRef): { name: string; namespace?: string } {
  return place === '' ? { name } : { namespace: place, name };
}

async function putStatus(host: KubeClient, type: ResourceType, ref: ObjectRef, status: JsonObject): Promise<void> {
  const written = await host.mergePatch<KubeObject & { status?: unknown }>(
    type,
    ref,
    { status },
    { subresource: 'status', ...kubeFed },
  );
  if (written.status === undefined) throw new Error(`${type.kind} ${keyOf(ref)} has no status`);
}

/** A new CRD is served a moment after it was accepted. */
async function retrying<T>(create: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await create();
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
