import type { KubeObject } from '../api/meta.ts';

/** A Deployment, as far as the demo looks at it. */
export interface Deployment extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: { readonly spec?: { readonly containers?: readonly Container[] } };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

interface Container {
  readonly image?: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

export function replicasOf({ spec }: Deployment): number {
  return spec?.replicas ?? 1;
}

export function imageOf(deployment: Deployment | undefined): string {
  return firstContainer(deployment)?.image ?? '';
}

/** The value of the environment variable GREETING. */
export function greetingOf(deployment: Deployment | undefined): string | undefined {
  return firstContainer(deployment)?.env?.find(({ name }) => name === 'GREETING')?.value;
}

/** How many Pods of the present template are available. */
export function availableOf({ metadata, status = {} }: Deployment): number {
  if (status.observedGeneration !== metadata.generation) return 0;
  return Math.min(status.updatedReplicas ?? 0, status.availableReplicas ?? 0);
}

export function isAvailable(deployment: Deployment | undefined): boolean {
  return deployment !== undefined && availableOf(deployment) === replicasOf(deployment);
}

function firstContainer(deployment: Deployment | undefined): Container | undefined {
  return deployment?.spec?.template?.spec?.containers?.[0];
}
