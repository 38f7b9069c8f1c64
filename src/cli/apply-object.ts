import { isDeepStrictEqual } from 'node:util';
import { refOf, type KubeObject, type ObjectRef, type ResourceType } from '../api/meta.ts';
import type { KubeClient, ObjectReader } from '../kube/client.ts';
import { isNotFound } from '../kube/errors.ts';

export type ApplyOutcome = 'created' | 'configured' | 'unchanged';

export interface AppliedObject {
  readonly outcome: ApplyOutcome;
  /** What the cluster has now, or with a dry run would have. */
  readonly object: KubeObject;
}

/** The live object, or undefined when the cluster has none. */
export async function find<T extends KubeObject>(
  client: Pick<ObjectReader, 'get'>,
  type: ResourceType,
  ref: ObjectRef,
): Promise<T | undefined> {
  try {
    return await client.get<T>(type, ref);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Has the cluster hold the object's fields, whoever owned them, and says what that changed. */
export async function applyObject(
  client: KubeClient,
  type: ResourceType,
  object: KubeObject,
  { dryRun }: { dryRun: boolean },
): Promise<AppliedObject> {
  const ref = refOf(object);
  const before = await find(client, type, ref);
  try {
    const applied = await client.apply(type, ref, object, { force: true, dryRun });
    return { object: applied.object, outcome: outcomeOf(before, applied.object) };
  } catch (error) {
    // A dry run has not made what this object needs first: its namespace, or the definition of its type.
    if (dryRun && before === undefined && isNotFound(error)) return { object, outcome: 'created' };
    throw error;
  }
}

/** How the object differs now; a dry run keeps the old resourceVersion, so only its content counts. */
export function outcomeOf(before: KubeObject | undefined, after: KubeObject): ApplyOutcome {
  if (before === undefined) return 'created';
  return isDeepStrictEqual(content(before), content(after)) ? 'unchanged' : 'configured';
}

/** What a person would call the object. */
function content(object: KubeObject): object {
  const {
    managedFields: _,
    resourceVersion: __,
    generation: ___,
    ...metadata
  } = object.metadata as KubeObject['metadata'] & {
    managedFields?: unknown;
  };
  return { ...object, metadata };
}
