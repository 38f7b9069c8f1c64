import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { qualifiedPlural } from '../../api/meta.ts';
import { find } from '../apply-object.ts';
import type { Host } from '../host.ts';

/** What of KubeFed itself is on the host. */
export interface Remnants {
  /** Deployments that run something. */
  readonly deployments: readonly { readonly name: string; readonly replicas: number }[];
  readonly webhooks: readonly { readonly resource: string; readonly name: string }[];
}

export const deploymentType: ResourceType = {
  group: 'apps',
  version: 'v1',
  plural: 'deployments',
  kind: 'Deployment',
  namespaced: true,
};

/** KubeFed's webhook configurations; without their server every write of the kinds they guard fails. */
export const webhookTypes: readonly { readonly type: ResourceType; readonly name: string }[] = [
  {
    type: webhookType('validatingwebhookconfigurations', 'ValidatingWebhookConfiguration'),
    name: 'validations.core.kubefed.io',
  },
  {
    type: webhookType('mutatingwebhookconfigurations', 'MutatingWebhookConfiguration'),
    name: 'mutation.core.kubefed.io',
  },
];

const deploymentNames = ['kubefed-controller-manager', 'kubefed-admission-webhook'];

interface Deployment extends KubeObject {
  readonly spec?: { readonly replicas?: number };
}

/** Finds KubeFed's own deployments and webhooks. */
export async function findRemnants({ client, namespace }: Host): Promise<Remnants> {
  const deployments: Remnants['deployments'][number][] = [];
  for (const name of deploymentNames) {
    const replicas = (await find<Deployment>(client, deploymentType, { namespace, name }))?.spec?.replicas ?? 0;
    if (replicas > 0) deployments.push({ name, replicas });
  }
  const webhooks: Remnants['webhooks'][number][] = [];
  for (const { type, name: base } of webhookTypes) {
    // A control plane of one namespace names it in theirs.
    for (const name of [base, `${base}-${namespace}`]) {
      if (await find(client, type, { namespace: '', name })) webhooks.push({ resource: qualifiedPlural(type), name });
    }
  }
  return { deployments, webhooks };
}

function webhookType(plural: string, kind: string): ResourceType {
  return { group: 'admissionregistration.k8s.io', version: 'v1', plural, kind, namespaced: false };
}
