import type { JsonObject } from '../../base/json.ts';
import { isJsonObject } from '../../base/json.ts';
import { applyOverrides } from '../override/apply-overrides.ts';
import type { ClusterReplicas } from '../schedule/apply-schedule.ts';

export type DividedObject =
  | { readonly ok: true; readonly object: JsonObject }
  | { readonly ok: false; readonly message: string };

/** The object with the replicas that a cluster is to have, at path, a JSON Pointer; as it is where there is no number. */
export function withReplicas(
  object: JsonObject,
  path: string | undefined,
  replicas: ClusterReplicas | undefined,
): DividedObject {
  if (typeof replicas !== 'number' || path === undefined) return { ok: true, object };
  const result = applyOverrides(object, [{ op: 'add', path, value: replicas }]);
  return result.ok && isJsonObject(result.value)
    ? { ok: true, object: result.value }
    : { ok: false, message: `the template has no place for replicas at ${path}` };
}
