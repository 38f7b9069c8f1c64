import { schedulingPreferenceType } from '../../api/scheduling-preference.ts';
import { compilePreference, type Preference } from '../../plan/schedule/compile-preference.ts';
import type { Host } from '../host.ts';
import { listIfKnown } from './list-if-known.ts';

/** The SchedulingPreferences of one namespace; none of what has no namespace, or where the host does not know their kind. */
export async function readPreferences(host: Host, namespace: string): Promise<readonly Preference[]> {
  if (namespace === '') return [];
  return (await listIfKnown(host, schedulingPreferenceType, { namespace })).map(compilePreference);
}
