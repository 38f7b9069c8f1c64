import { deepEqual } from '../../base/deep-equal.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { KubeObject } from '../../api/meta.ts';
import type { SimulatedType } from './collection.ts';

/** Which part of an object a write is for. */
export type Part = 'main' | 'status';

const given = ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const;

/** Of a body what its sender may set: not what the server keeps itself, and only the part that is written. */
export function settable(
  body: JsonObject,
  part: Part,
  { hasStatus = false, pruneStatus = (status) => status }: SimulatedType,
): JsonObject {
  if (part === 'status') return isJsonObject(body['status']) ? { status: pruneStatus(body['status']) } : {};
  const { apiVersion: _, kind: __, metadata, status, ...rest } = body;
  const meta: Record<string, unknown> = {};
  for (const key of given) {
    const value = (metadata as JsonObject | undefined)?.[key];
    if (value !== undefined && value !== null) meta[key] = value;
  }
  return {
    ...(Object.keys(meta).length === 0 ? {} : { metadata: meta as JsonObject }),
    ...rest,
    ...(hasStatus || status === undefined ? {} : { status }),
  };
}

/** The object a write makes of live: fields where the write may set them, everything else as it was. */
export function composeWritten(live: KubeObject, fields: JsonObject, part: Part, its: SimulatedType): KubeObject {
  const before = live as unknown as JsonObject;
  const { metadata, ...rest } = part === 'status' ? { ...before, ...fields } : fields;
  const status = part === 'status' || !its.hasStatus ? rest['status'] : before['status'];
  const kept = part === 'status' ? live.metadata : { ...serverKept(live), ...(metadata as object | undefined) };
  const { status: _, ...body } = rest;
  const object = {
    apiVersion: live.apiVersion,
    kind: live.kind,
    ...body,
    metadata: kept,
    ...(status === undefined ? {} : { status }),
  } as KubeObject;
  if (!its.countsGenerations || (!isNew(live) && deepEqual(counted(live), counted(object)))) return object;
  return nextGeneration(object);
}

/** The same object in its next generation. */
export function nextGeneration(object: KubeObject): KubeObject {
  return withMetadata(object, { generation: (object.metadata.generation ?? 0) + 1 });
}

export function withMetadata<T extends KubeObject>(object: T, change: Partial<KubeObject['metadata']>): T {
  return { ...object, metadata: { ...object.metadata, ...change } };
}

function isNew({ metadata }: KubeObject): boolean {
  return metadata.resourceVersion === undefined;
}

function serverKept(live: KubeObject): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(live.metadata)) {
    if (!(given as readonly string[]).includes(key)) kept[key] = value;
  }
  return kept;
}

function counted(object: KubeObject): object {
  const { metadata: _, status: __, ...rest } = object as KubeObject & { status?: unknown };
  return rest;
}
