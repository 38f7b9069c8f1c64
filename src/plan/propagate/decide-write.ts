import type { KubeObject } from '../../api/meta.ts';
import { managedLabel } from '../../api/names.ts';
import type { Intent } from './compose-intent.ts';
import { objectVersionOf, type RecordedVersion } from './recorded-version.ts';

/** What to do in one cluster about one object it should have. */
export type PresentAction =
  /** It is as wanted. */
  | { readonly do: 'nothing' }
  /** The cache knows no such object: apply without force, after a read where adoption is off. */
  | { readonly do: 'create' }
  /** It is there and differs, or may differ. */
  | { readonly do: 'update' }
  /** It is there, and nothing tells what was written last: read it, and write only if something is missing. */
  | { readonly do: 'compare' }
  /** It is being deleted in the cluster; nothing can be written until it is gone. */
  | { readonly do: 'await-removal' };

/** Decides from the cached live object (undefined: none with the managed label) and the recorded version. */
export function decidePresent(
  intent: Intent,
  live: KubeObject | undefined,
  recorded: RecordedVersion | undefined,
): PresentAction {
  if (!live) return { do: 'create' };
  if (live.metadata.deletionTimestamp !== undefined) return { do: 'await-removal' };
  if (!recorded) return { do: 'compare' };
  if (recorded.hash !== intent.hash) return { do: 'update' };
  if (recorded.objectVersion !== objectVersionOf(live)) return { do: 'compare' };
  return metadataIsKept(intent, live) ? { do: 'nothing' } : { do: 'update' };
}

/** What to do in one cluster about one object it should not have. */
export type AbsentAction =
  | { readonly do: 'nothing' }
  | { readonly do: 'delete' }
  /** It is being deleted already. */
  | { readonly do: 'await-removal' }
  /** It must stay but is no longer Hansa's. */
  | { readonly do: 'remove-label' };

/** Decides for an object that is not wanted in a cluster; keep says that it must not be deleted there. */
export function decideAbsent(live: KubeObject | undefined, keep: boolean): AbsentAction {
  if (!live) return { do: 'nothing' };
  if (keep) return { do: 'remove-label' };
  return live.metadata.deletionTimestamp === undefined ? { do: 'delete' } : { do: 'await-removal' };
}

/** Labels and annotations do not move a generation, so an equal generation says nothing of them. */
function metadataIsKept(intent: Intent, live: KubeObject): boolean {
  const { labels, annotations } = intent.object['metadata'] as unknown as KubeObject['metadata'];
  return contains(live.metadata.labels, labels) && contains(live.metadata.annotations, annotations);
}

function contains(
  live: Readonly<Record<string, string>> | undefined,
  wanted: Readonly<Record<string, string>> | undefined,
): boolean {
  for (const key in wanted) if (live?.[key] !== wanted[key]) return false;
  return true;
}

/** Whether a live object says itself that Hansa must not touch it. */
export function refusesManagement(live: KubeObject): boolean {
  return live.metadata.labels?.[managedLabel] === 'false';
}

/** Whether a live object is Hansa's. */
export function isManaged(live: KubeObject): boolean {
  return live.metadata.labels?.[managedLabel] === 'true';
}
