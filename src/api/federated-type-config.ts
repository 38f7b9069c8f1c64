import { z } from 'zod';
import type { Json, JsonObject } from '../base/json.ts';
import { isJsonObject } from '../base/json.ts';
import type { ServedKind } from './crd.ts';
import { ageColumn } from './crd.ts';
import type { DeepReadonly, Parsed } from './kind.ts';
import { kindSchema, parseKind } from './kind.ts';
import { apiGroup, crdGroup, dnsLabel, kindName } from './kubernetes-names.ts';
import type { KubeObject, ObjectMeta, ResourceType } from './meta.ts';
import { qualifiedPlural } from './meta.ts';
import { coreGroup } from './names.ts';
import { pluralise } from './pluralise.ts';
import type { Rule } from './rule.ts';
import { ruled, textRule } from './rule.ts';

export const federatedTypeConfigType: ResourceType = {
  group: coreGroup,
  version: 'v1beta1',
  plural: 'federatedtypeconfigs',
  kind: 'FederatedTypeConfig',
  namespaced: true,
};

const typeFields = {
  version: dnsLabel.meta({ description: 'Version of the API, such as v1.' }),
  kind: kindName.meta({ description: 'Kind of the objects, such as Deployment.' }),
  pluralName: dnsLabel.meta({ description: 'Plural in the path of the API, such as deployments.' }),
  scope: z.enum(['Cluster', 'Namespaced']).meta({ description: 'Whether the objects live in namespaces.' }),
};
const targetType = z.object({
  group: apiGroup.exactOptional().meta({ description: 'Group of the API; absent for the core group.' }),
  ...typeFields,
});
const crdType = z.object({ group: crdGroup.meta({ description: 'Group of the API.' }), ...typeFields });
const toggle = z.enum(['Enabled', 'Disabled']);
const expression = (description: string) => z.string().min(1).max(1_024).meta({ description });
const health = z.object({
  healthy: expression('CEL over object, as a member has it: whether it is as it should be.'),
  degraded: expression('CEL over object: whether it has failed. Asked first.').exactOptional(),
  suspended: expression('CEL over object: whether somebody holds it. Asked before healthy.').exactOptional(),
  message: expression('CEL over object: what is wrong with it, or what it waits for, as a text.').exactOptional(),
});
const statusField = z.object({
  name: z
    .string()
    .regex(/^[a-zA-Z][a-zA-Z0-9]{0,62}$/)
    .meta({ description: 'What it is called in status.clusters[].fields.' }),
  path: z
    .string()
    .max(256)
    .regex(/^\/[^/]/)
    .meta({ description: 'JSON pointer to it in the object of a member, such as /status/loadBalancer/ingress/0/ip.' }),
});
const statusFields = ruled(z.array(statusField).max(16), {
  message: 'each name may be used once',
  holds: (fields) => new Set(fields.map(({ name }) => name)).size === fields.length,
});
const runState = z.enum(['Running', 'NotRunning']);

const replicasPath = ruled(
  z.string().max(253),
  textRule({
    pattern: '^(/([^/~]|~[01])+)+$',
    message: "must be a JSON Pointer that is not empty, such as '/spec/replicas'",
  }),
);

const spec = z
  .object({
    targetType: targetType.meta({ description: 'The type whose objects appear in the members.' }),
    propagation: toggle.meta({ description: 'Whether objects of the type are propagated.' }),
    federatedType: crdType.meta({ description: 'The type that says what to propagate, and where to.' }),
    placementType: crdType.exactOptional().meta({
      description:
        'The type whose objects say where those of the same name go, apart from them; absent means there is none.',
    }),
    overrideType: crdType.exactOptional().meta({
      description:
        'The type whose objects say how those of the same name differ, apart from them; absent means there is none.',
    }),
    statusType: crdType.exactOptional().meta({
      description: 'The type that holds what was collected from the members; only for services.',
    }),
    replicasPath: replicasPath.exactOptional().meta({
      description:
        'JSON Pointer to the number of replicas in an object of the target type, such as /spec/replicas, for SchedulingPreferences to divide. Absent means that of the type, if it is one of the workloads of Kubernetes.',
    }),
    statusCollection: toggle
      .exactOptional()
      .meta({ description: 'Whether status is collected; absent means Disabled.' }),
    health: health.exactOptional().meta({
      description: 'How to tell whether an object does well in a cluster; absent means by what is known of its kind.',
    }),
    statusFields: statusFields.exactOptional().meta({
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      description:
        'What else to collect of an object, from every cluster. What is longer than 1,024 characters is left out.',
    }),
  })
  .meta({ description: 'Which type is federated, and by which.' });

const status = z
  .object({
    observedGeneration: z.int().min(0).meta({ description: 'Generation last acted upon.' }),
    propagationController: runState.meta({ description: 'Whether objects of the type are being propagated.' }),
    statusController: runState.exactOptional().meta({ description: 'Whether their status is being collected.' }),
  })
  .meta({ description: 'What became of it.' });

const celName =
  "self.spec.targetType.pluralName + (!has(self.spec.targetType.group) || self.spec.targetType.group == '' ? '' : '.' + self.spec.targetType.group)";

const namedByTarget: Rule<{ metadata: ObjectMeta; spec: z.output<typeof spec> }> = {
  message: "name must be 'TARGET_PLURAL_NAME(.TARGET_GROUP_NAME)'",
  cel: `self.metadata.name == ${celName}`,
  celMessage: `"name must be 'TARGET_PLURAL_NAME(.TARGET_GROUP_NAME)', that is '" + ${celName} + "'"`,
  holds: ({ metadata, spec }) => metadata.name === typeConfigName(spec.targetType),
  path: ['metadata', 'name'],
};

const federatedTypeConfig = ruled(
  kindSchema({ spec, status: status.exactOptional() }).meta({
    description: 'An API type that is federated. It is named after the plural and the group of its target type.',
  }),
  namedByTarget,
);

export type FederatedTypeConfigSpec = DeepReadonly<z.output<typeof spec>>;
export type FederatedTypeConfigStatus = DeepReadonly<z.output<typeof status>>;
/** An API type as a FederatedTypeConfig writes it. */
export type ApiResource = FederatedTypeConfigSpec['targetType'];

/** How the FederatedTypeConfig tells whether an object does well. */
export type HealthExpressions = NonNullable<FederatedTypeConfigSpec['health']>;
/** Something of an object that is collected under a name. */
export type StatusField = NonNullable<FederatedTypeConfigSpec['statusFields']>[number];

/** An API type that is federated. */
export interface FederatedTypeConfig extends KubeObject {
  readonly spec: FederatedTypeConfigSpec;
  readonly status?: FederatedTypeConfigStatus;
}

/** The types of the objects that hold placement and overrides apart from the federated object, where there are such. */
export interface SplitTypes {
  readonly placement?: ResourceType;
  readonly override?: ResourceType;
}

export const federatedTypeConfigKind: ServedKind = {
  type: federatedTypeConfigType,
  schema: federatedTypeConfig,
  shortNames: ['ftc'],
  columns: [
    { name: 'Federated', type: 'string', jsonPath: '.spec.federatedType.kind' },
    { name: 'Propagation', type: 'string', jsonPath: '.spec.propagation' },
    { name: 'Controller', type: 'string', jsonPath: '.status.propagationController' },
    ageColumn,
  ],
  statusSubresource: true,
};

/** Reads a FederatedTypeConfig, with the names filled in that follow from others. */
export function parseFederatedTypeConfig(object: unknown): Parsed<FederatedTypeConfig> {
  return parseKind(federatedTypeConfig, isJsonObject(object) ? defaultTypeConfig(object) : object);
}

/** Fills the names that follow from others, as KubeFed does in code; what else is missing stays missing. */
export function defaultTypeConfig(object: JsonObject): JsonObject {
  const { metadata, spec } = object;
  if (!isJsonObject(metadata) || typeof metadata['name'] !== 'string' || !isJsonObject(spec)) return object;
  const [pluralName = '', ...group] = metadata['name'].split('.');
  const federated = fill(spec['federatedType'], impliedPlural);
  const { group: federatedGroup, version } = isJsonObject(federated) ? federated : {};
  const beside = (type: JsonObject) => ({ ...impliedPlural(type), group: federatedGroup, version });
  return {
    ...object,
    spec: {
      ...spec,
      targetType: fill(spec['targetType'], () => ({ pluralName, group: group.join('.') })),
      federatedType: federated,
      placementType: fill(spec['placementType'], beside),
      overrideType: fill(spec['overrideType'], beside),
      statusType: fill(spec['statusType'], beside),
    },
  };
}

/** The type with each default in the place of a field that is absent or empty. */
function fill(type: Json | undefined, defaultsOf: (type: JsonObject) => JsonObject): Json | undefined {
  if (!isJsonObject(type)) return type;
  const given = Object.entries(type).filter(([, value]) => value !== '');
  return { ...defaultsOf(type), ...Object.fromEntries(given) };
}

function impliedPlural({ kind }: JsonObject): JsonObject {
  return typeof kind === 'string' ? { pluralName: pluralise(kind) } : {};
}

/** What the FederatedTypeConfig of a target type is called: `configmaps`, `deployments.apps`. */
function typeConfigName({ group = '', pluralName }: Pick<ApiResource, 'group' | 'pluralName'>): string {
  return qualifiedPlural({ group, plural: pluralName });
}

/** Whether it federates namespaces themselves, which KubeFed tells by its name. */
export function isNamespaceType(config: Pick<FederatedTypeConfig, 'metadata'>): boolean {
  return config.metadata.name === 'namespaces';
}

/** Whether the propagated objects live in namespaces. */
export function targetNamespaced(config: Pick<FederatedTypeConfig, 'spec'>): boolean {
  return config.spec.targetType.scope === 'Namespaced';
}

/** Whether the federated objects live in namespaces; the scope of federatedType is not asked, as in KubeFed. */
export function federatedNamespaced(config: Pick<FederatedTypeConfig, 'metadata' | 'spec'>): boolean {
  return isNamespaceType(config) || targetNamespaced(config);
}

/** The type whose objects appear in the members. */
export function targetResource(config: Pick<FederatedTypeConfig, 'spec'>): ResourceType {
  return resourceOf(config.spec.targetType, targetNamespaced(config));
}

/** The type that says what to propagate. */
export function federatedResource(config: Pick<FederatedTypeConfig, 'metadata' | 'spec'>): ResourceType {
  return resourceOf(config.spec.federatedType, federatedNamespaced(config));
}

/** The type that holds collected status, if one is named. */
export function statusResource(config: Pick<FederatedTypeConfig, 'metadata' | 'spec'>): ResourceType | undefined {
  const { statusType } = config.spec;
  return statusType && resourceOf(statusType, federatedNamespaced(config));
}

/** The types that hold placement and overrides apart from the federated objects, as far as they are named. */
export function splitResources(config: Pick<FederatedTypeConfig, 'metadata' | 'spec'>): SplitTypes {
  const { placementType, overrideType } = config.spec;
  const namespaced = federatedNamespaced(config);
  return {
    ...(placementType && { placement: resourceOf(placementType, namespaced) }),
    ...(overrideType && { override: resourceOf(overrideType, namespaced) }),
  };
}

/** JSON Pointers to the replicas of what Kubernetes itself runs, by qualified plural. */
const knownReplicasPaths: Readonly<Record<string, string>> = {
  'deployments.apps': '/spec/replicas',
  'replicasets.apps': '/spec/replicas',
  'statefulsets.apps': '/spec/replicas',
  replicationcontrollers: '/spec/replicas',
  'jobs.batch': '/spec/parallelism',
};

/** Where the replicas of a target object are, as a JSON Pointer; undefined where it has none that are known of. */
export function replicasPathOf({ spec }: Pick<FederatedTypeConfig, 'spec'>): string | undefined {
  return spec.replicasPath ?? knownReplicasPaths[typeConfigName(spec.targetType)];
}

function resourceOf({ group = '', version, kind, pluralName }: ApiResource, namespaced: boolean): ResourceType {
  return { group, version, plural: pluralName, kind, namespaced };
}
