import type { KubeObject, ResourceType } from '../../api/meta.ts';

export const leaseType: ResourceType = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  namespaced: true,
};

/** The name of the lock, KubeFed's and Hansa's alike. */
export const lockName = 'kubefed-controller-manager';

/** Where KubeFed keeps its lock, as KubeFedConfig's `resourceLock` says. */
export type FormerLockKind = 'configmaps' | 'endpoints';

/** What a lock says: who holds it, and how long others wait once it is silent. */
export interface LockRecord {
  /** Empty when nobody does. */
  readonly holder: string;
  readonly leaseDurationMs: number;
}

/** A Lease, as far as elections read and write it. */
export interface Lease extends KubeObject {
  readonly spec?: {
    readonly holderIdentity?: string | null;
    readonly leaseDurationSeconds?: number | null;
    readonly acquireTime?: string | null;
    readonly renewTime?: string | null;
    readonly leaseTransitions?: number | null;
  };
}

/** KubeFed's lock, with when it was last renewed by its holder's clock. */
export interface FormerRecord extends LockRecord {
  readonly renewedAt: number;
}

const formerAnnotation = 'control-plane.alpha.kubernetes.io/leader';

/** What a Lease says; one without a duration is as good as held by nobody. */
export function recordOfLease({ spec }: Lease): LockRecord {
  return { holder: spec?.holderIdentity ?? '', leaseDurationMs: (spec?.leaseDurationSeconds ?? 0) * 1000 };
}

/** What the annotation of KubeFed's lock says, with its text, which changes at every renewal; undefined without one. */
export function formerRecordOf({ metadata }: KubeObject): { text: string; record: FormerRecord } | undefined {
  const text = metadata.annotations?.[formerAnnotation];
  if (text === undefined) return undefined;
  const said = parseObject(text);
  return {
    text,
    record: {
      holder: typeof said['holderIdentity'] === 'string' ? said['holderIdentity'] : '',
      leaseDurationMs: Number(said['leaseDurationSeconds'] ?? 0) * 1000,
      renewedAt: Date.parse(String(said['renewTime'])),
    },
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
