import { firstDifference } from '../../base/subset.ts';
import type { KubeObject } from '../../api/meta.ts';
import { managedLabel } from '../../api/names.ts';
import { isIntent, type ClusterIntent } from './decide.ts';
import { isManaged, refusesManagement } from './decide-write.ts';
import { withRetained } from './retain.ts';

/** What would become of an object in one cluster, and where not by itself evident, why. */
export type Prospect =
  | { readonly kind: 'stays' | 'is created' | 'is adopted' | 'is deleted' }
  | { readonly kind: 'is changed' | 'is left alone'; readonly why: string };

/** Foresees for one cluster what is wanted there (undefined: nothing) and what is there; undefined where that is nothing both times. */
export function foresee(intent: ClusterIntent | undefined, live: KubeObject | undefined): Prospect | undefined {
  if (intent === undefined) return live && isManaged(live) ? { kind: 'is deleted' } : undefined;
  if (!isIntent(intent)) return { kind: 'is left alone', why: intent.message };
  if (!live) return { kind: 'is created' };
  if (refusesManagement(live)) return { kind: 'is left alone', why: `it is labelled ${managedLabel}: "false"` };
  if (live.metadata.deletionTimestamp !== undefined) return { kind: 'is left alone', why: 'it is being deleted' };
  if (!isManaged(live)) return { kind: 'is adopted' };
  const why = firstDifference(live, withRetained(intent, live));
  return why === undefined ? { kind: 'stays' } : { kind: 'is changed', why };
}
