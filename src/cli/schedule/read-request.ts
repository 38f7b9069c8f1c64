import { isJsonObject } from '../../base/json.ts';
import { apiVersionOf, keyOf, refOf, type KubeObject } from '../../api/meta.ts';
import { schedulingPreferenceType } from '../../api/scheduling-preference.ts';
import { manifestsOf } from '../../plan/federate/federate-manifest.ts';
import { compilePreference, type Preference } from '../../plan/schedule/compile-preference.ts';
import { CommandFailure } from '../failure.ts';
import type { Host } from '../host.ts';
import { parseDocuments } from '../parse-documents.ts';
import { readWishes, type Wish } from '../plan/read-wishes.ts';
import { tryOnHost } from '../plan/try-on-host.ts';

/** What is to be tried: preferences as they would be, with what they have decided, and objects as they would be. */
export interface ScheduleRequest {
  readonly preferences: readonly Preference[];
  readonly wishes: readonly Wish[];
}

/**
 * Reads manifests of SchedulingPreferences and of federated objects, and asks the host in a dry run what would become of
 * them. Throws CommandFailure where no preference is among them, or one twice, and with the host's words for what it refuses.
 */
export async function readRequest(host: Host, file: string, text: string, namespace: string): Promise<ScheduleRequest> {
  const entries = [...manifestsOf(parseDocuments(file, text)).entries()];
  const own = entries.filter(([, manifest]) => isPreference(manifest)).map(([, manifest]) => manifest as KubeObject);
  if (own.length === 0)
    throw new CommandFailure(`${file}: there is no ${schedulingPreferenceType.kind} in it`, {
      next: '"hansa explain" tells what those on the host have decided about an object',
    });
  const preferences = new Map<string, Preference>();
  for (const manifest of own) {
    const placed = { ...manifest, metadata: { namespace, ...manifest.metadata } };
    const key = keyOf(refOf(placed));
    if (preferences.has(key))
      throw new CommandFailure(`${file}: ${schedulingPreferenceType.kind} ${key} is there twice`, {
        next: 'leave out the one that is not meant',
      });
    const { wanted } = await tryOnHost(host.client, schedulingPreferenceType, refOf(placed), placed);
    preferences.set(key, compilePreference(wanted ?? placed));
  }
  const others = entries.filter(([, manifest]) => !isPreference(manifest));
  return { preferences: [...preferences.values()], wishes: await readWishes(host, file, others, namespace) };
}

function isPreference(manifest: unknown): boolean {
  if (!isJsonObject(manifest) || !isJsonObject(manifest['metadata'])) return false;
  const { apiVersion, kind, metadata } = manifest;
  const isOfKind = kind === schedulingPreferenceType.kind && apiVersion === apiVersionOf(schedulingPreferenceType);
  return isOfKind && typeof metadata['name'] === 'string';
}
