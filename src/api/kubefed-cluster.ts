import { z } from 'zod';
import { apiEndpoint } from './api-endpoint.ts';
import type { ServedKind } from './crd.ts';
import type { DeepReadonly, Parsed } from './kind.ts';
import { kindSchema, parseKind } from './kind.ts';
import { objectName } from './kubernetes-names.ts';
import type { KubeObject, ResourceType } from './meta.ts';
import { coreGroup } from './names.ts';
import { ruled, textRule } from './rule.ts';
import { dateTime } from './date-time.ts';

export const kubeFedClusterType: ResourceType = {
  group: coreGroup,
  version: 'v1beta1',
  plural: 'kubefedclusters',
  kind: 'KubeFedCluster',
  namespaced: true,
};

const tlsValidations = ruled(z.array(z.enum(['*', 'SubjectName', 'ValidityPeriod'])).max(16), {
  message: 'when * is specified, it is expected to be the only option in list',
  cel: "!self.exists(validation, validation == '*') || self.size() == 1",
  holds: (validations) => !validations.includes('*') || validations.length === 1,
});

const proxyUrl = ruled(
  z.string().max(2048),
  textRule({
    pattern: '^$|^(?i:https?|socks5)://[^/]',
    message: "proxy URL scheme must be one of: [http, https, socks5], as in 'http://proxy.example.com:3128'",
  }),
);

const taint = z.object({
  key: z.string().min(1).max(317).meta({ description: 'Key of the taint.' }),
  value: z.string().max(63).exactOptional().meta({ description: 'Value of the taint; absent means none.' }),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).meta({
    description: 'Whether nothing more comes in, rather nothing does, or what is there leaves as well.',
  }),
  timeAdded: dateTime.exactOptional().meta({ description: 'Since when; tolerationSeconds count from then.' }),
});

const spec = z
  .object({
    apiEndpoint: apiEndpoint.meta({
      description: 'Where the API server of the member is: host, host:port or URL. Without a scheme, https is meant.',
    }),
    caBundle: z
      .base64()
      .exactOptional()
      .meta({ format: 'byte', description: 'PEM certificates, in base64, that the member is verified with.' }),
    secretRef: z.object({ name: objectName.meta({ description: 'Name of the Secret.' }) }).meta({
      description: 'The Secret, in the same namespace, whose key `token` holds the bearer token for the member.',
    }),
    disabledTLSValidations: tlsValidations.exactOptional().meta({
      description:
        'Checks of the certificate of the member to leave out: the host name (SubjectName), its dates (ValidityPeriod), or all (*).',
    }),
    proxyURL: proxyUrl.exactOptional().meta({
      description: 'Proxy that the member is reached through: an http, https or socks5 URL. Empty means none.',
    }),
    taints: z.array(taint).max(32).exactOptional().meta({
      description:
        'What a SchedulingPreference has to tolerate to take the cluster, and a policy that has requiredTolerations to allow it. Nothing else goes by it.',
    }),
  })
  .meta({ description: 'How the member cluster is reached.' });

const condition = z.object({
  type: z.enum(['Ready', 'Offline', 'ConfigMalformed']).meta({ description: 'What the condition is about.' }),
  status: z.enum(['True', 'False', 'Unknown']).meta({ description: 'Whether it is so.' }),
  lastProbeTime: dateTime.meta({ description: 'When it was last looked at.' }),
  lastTransitionTime: dateTime.exactOptional().meta({ description: 'When it last changed.' }),
  reason: z.string().exactOptional().meta({ description: 'Why, in one CamelCase word.' }),
  message: z.string().exactOptional().meta({ description: 'Why, for people.' }),
});

const status = z
  .object({
    conditions: z.array(condition).meta({ description: 'Health of the member.' }),
    kubernetesVersion: z
      .string()
      .exactOptional()
      .meta({ description: 'What the API server of the member says it is.' }),
    zones: z.array(z.string()).exactOptional().meta({ description: 'Kept for objects of old; nothing writes it.' }),
    region: z.string().exactOptional().meta({ description: 'Kept for objects of old; nothing writes it.' }),
  })
  .meta({ description: 'What was last found out about the member cluster.' });

const kubeFedCluster = kindSchema({ spec, status: status.exactOptional() }).meta({
  description: 'A member cluster of the federation: how to reach it, and how it is.',
});

export type KubeFedClusterSpec = DeepReadonly<z.output<typeof spec>>;
export type ClusterCondition = DeepReadonly<z.output<typeof condition>>;
export type KubeFedClusterStatus = DeepReadonly<z.output<typeof status>>;
export type ClusterTaint = DeepReadonly<z.output<typeof taint>>;
export type TlsValidation = z.output<typeof tlsValidations>[number];

/** A member cluster. */
export interface KubeFedCluster extends KubeObject {
  readonly spec: KubeFedClusterSpec;
  readonly status?: KubeFedClusterStatus;
}

export const kubeFedClusterKind: ServedKind = {
  type: kubeFedClusterType,
  schema: kubeFedCluster,
  shortNames: ['kfc'],
  columns: [
    { name: 'age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    { name: 'ready', type: 'string', jsonPath: ".status.conditions[?(@.type=='Ready')].status" },
    { name: 'kubernetes-version', type: 'string', jsonPath: '.status.kubernetesVersion' },
  ],
  statusSubresource: true,
};

/** Reads a KubeFedCluster. */
export function parseKubeFedCluster(object: unknown): Parsed<KubeFedCluster> {
  return parseKind(kubeFedCluster, object);
}
