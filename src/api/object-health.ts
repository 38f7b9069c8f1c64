import type { JsonObject } from '../base/json.ts';

/**
 * How an object does in its cluster: as it should, on its way there, failed, held by somebody, or nobody can tell. From the
 * best to the worst.
 */
export const healthStates = ['Healthy', 'Suspended', 'Progressing', 'Unknown', 'Degraded'] as const;
export type HealthState = (typeof healthStates)[number];

/** Replicas of a workload: asked for; and of those there are: ready, made from the newest template, available. */
export interface ReplicaCounts {
  readonly wanted: number;
  readonly ready: number;
  readonly updated: number;
  readonly available: number;
}

/** What an object says of itself, in short. */
export interface Assessment {
  readonly health: HealthState;
  /** For people: what it waits for, or what is wrong; absent when it is healthy. */
  readonly healthMessage?: string;
  /** Only of kinds that have replicas. */
  readonly replicas?: ReplicaCounts;
  /** What the FederatedTypeConfig asks to be collected, by name; what is not there is left out. */
  readonly fields?: JsonObject;
}
