/** What one probe of a cluster's /healthz found. */
export type Probe =
  | { readonly found: 'ready'; readonly kubernetesVersion: string | undefined }
  /** It answered, but not `ok`. */
  | { readonly found: 'not-ready' }
  | { readonly found: 'offline'; readonly error: string }
  /** No client can be made of its spec and Secret. */
  | { readonly found: 'malformed'; readonly error: string };

export interface Thresholds {
  readonly failure: number;
  readonly success: number;
}

/** A cluster's standing after some probes: what holds, and how many probes in a row have spoken against it. */
export interface Health {
  readonly probe: Probe;
  readonly against: number;
}

/**
 * What holds after one more probe. A change of readiness needs as many probes in a row as its threshold says; the
 * first probe ever is believed at once. (KubeFed counted how long the present state had lasted instead, so that a
 * long-ready cluster fell at its first failed probe: kubefed#1496.)
 */
export function decideHealth(before: Health | undefined, probe: Probe, thresholds: Thresholds): Health {
  if (!before) return { probe, against: 0 };
  if (isReady(probe) === isReady(before.probe)) return { probe, against: 0 };
  const against = before.against + 1;
  const needed = isReady(probe) ? thresholds.success : thresholds.failure;
  return against >= needed ? { probe, against: 0 } : { probe: before.probe, against };
}

/** Whether work may be sent to the cluster. */
export function isReady(probe: Probe): boolean {
  return probe.found === 'ready';
}
