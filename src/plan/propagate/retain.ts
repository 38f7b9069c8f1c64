import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { KubeObject } from '../../api/meta.ts';
import type { Intent } from './compose-intent.ts';

/**
 * The object to write over a live one: with retainReplicas it has the member's own replicas, if there are any; else it
 * is the intent's own. Leaving the field out would not do: a field nobody applies any more falls back to its default.
 */
export function withRetained({ object, retainReplicas }: Intent, live: KubeObject | undefined): JsonObject {
  const replicas = retainReplicas ? replicasOf(live) : undefined;
  const spec = object['spec'];
  if (replicas === undefined || !isJsonObject(spec) || spec['replicas'] === replicas) return object;
  return { ...object, spec: { ...spec, replicas } };
}

function replicasOf(object: unknown): number | undefined {
  if (!isJsonObject(object) || !isJsonObject(object['spec'])) return undefined;
  const replicas = object['spec']['replicas'];
  return typeof replicas === 'number' ? replicas : undefined;
}
