import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { KubeObject } from '../../api/meta.ts';

/**
 * The intent with the member's own replicas in it, for federated objects with retainReplicas; the intent itself when
 * the member has none. Leaving the field out would not do: a field nobody applies any more falls back to its default.
 */
export function retainReplicas(intent: JsonObject, live: KubeObject | undefined): JsonObject {
  const replicas = replicasOf(live);
  const spec = intent['spec'];
  if (replicas === undefined || !isJsonObject(spec) || spec['replicas'] === replicas) return intent;
  return { ...intent, spec: { ...spec, replicas } };
}

function replicasOf(object: unknown): number | undefined {
  if (!isJsonObject(object) || !isJsonObject(object['spec'])) return undefined;
  const replicas = object['spec']['replicas'];
  return typeof replicas === 'number' ? replicas : undefined;
}
