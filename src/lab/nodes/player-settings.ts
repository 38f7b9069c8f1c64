import type { Clock } from '../../base/clock.ts';
import type { KubeObject } from '../../api/meta.ts';

/** Whom the fields belong to that the player writes. */
export const player = 'hansa-lab';

/** `"false"` on a pod or workload keeps it from becoming ready. */
const readyAnnotation = 'hansa-lab/ready';
/** On a pod or workload: milliseconds that its next step takes. */
const delayAnnotation = 'hansa-lab/delay-ms';

export interface PlayOptions {
  /** Without a kube-controller-manager there are no pods: the status is written that workloads would have reached. */
  readonly thin?: boolean;
  /** How many nodes a full cluster has; default 2. */
  readonly nodes?: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of every failure; the player tries again by itself. */
  readonly failed?: (error: unknown) => void;
}

/** Whether the object asks not to become ready. */
export function isHeld({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[readyAnnotation] === 'false';
}

/** How long the object's next step should take. */
export function delayOf({ metadata }: KubeObject): number {
  const delay = Number(metadata.annotations?.[delayAnnotation] ?? 0);
  return Number.isFinite(delay) ? delay : 0;
}

/** The time as Kubernetes writes it: RFC 3339 in whole seconds. */
export function timestamp(clock: Clock): string {
  return new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
}
