import { firstDifference } from '../../base/subset.ts';
import type { KubeObject } from '../../api/meta.ts';
import { managedLabel } from '../../api/names.ts';
import { isIntent, type ClusterIntent } from './decide.ts';
import { isManaged, refusesManagement } from './decide-write.ts';
import { withRetained } from './retain.ts';

/** What would become of an object in one cluster, and where not by itself evident, why. */
export type Prospect =
  | { readonly kind: 'stays' | 'is created' | 'is adopted' | 'is deleted' | 'is let go' }
  | { readonly kind: 'is changed' | 'is left alone'; readonly why: string };

/** What is to be known of an object that is there, besides itself. */
export interface Circumstances {
  /** Whether objects that are there already and nobody's are taken over. */
  readonly adopt: boolean;
  /** Whether the object is the cluster's own whatever is wanted, and never deleted: the host's own namespace. */
  readonly mustStay: boolean;
}

/** Foresees for one cluster what is wanted there (undefined: nothing) and what is there; undefined where that is nothing both times. */
export function foresee(
  intent: ClusterIntent | undefined,
  live: KubeObject | undefined,
  { adopt, mustStay }: Circumstances,
): Prospect | undefined {
  if (intent === undefined) {
    if (!live || !isManaged(live)) return undefined;
    return mustStay ? { kind: 'is let go' } : { kind: 'is deleted' };
  }
  if (!isIntent(intent)) return { kind: 'is left alone', why: intent.message };
  if (!live) return { kind: 'is created' };
  if (refusesManagement(live)) return { kind: 'is left alone', why: `it is labelled ${managedLabel}: "false"` };
  if (live.metadata.deletionTimestamp !== undefined) return { kind: 'is left alone', why: 'it is being deleted' };
  if (!isManaged(live)) return adopt || mustStay ? { kind: 'is adopted' } : { kind: 'is left alone', why: taken };
  const why = firstDifference(live, withRetained(intent, live));
  return why === undefined ? { kind: 'stays' } : { kind: 'is changed', why };
}

const taken =
  "it is there already and not Hansa's, and the KubeFedConfig has syncController.adoptResources Disabled (AlreadyExists)";
