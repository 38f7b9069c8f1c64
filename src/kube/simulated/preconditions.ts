import type { JsonObject } from '../../base/json.ts';
import { apiVersionOf, type KubeObject, type ObjectRef, type ResourceType } from '../../api/meta.ts';
import { badRequest, conflict, Refusal } from './refusal.ts';

/** Refuses a body that names another version of the object than the present one, or another object. */
export function assertUnchanged(type: ResourceType, live: KubeObject, body: JsonObject): void {
  const { resourceVersion, uid } = (body as unknown as KubeObject).metadata ?? {};
  if (resourceVersion !== undefined && resourceVersion !== live.metadata.resourceVersion) {
    const why = 'the object has been modified; please apply your changes to the latest version and try again';
    throw conflict(type, live.metadata.name, why);
  }
  assertPrecondition(type, live, 'UID', uid, live.metadata.uid);
}

/** Refuses a wish for what is not so. */
export function assertPrecondition(
  type: ResourceType,
  { metadata: { name } }: KubeObject,
  what: string,
  wanted: string | undefined,
  is: string | undefined,
): void {
  if (wanted === undefined || wanted === is) return;
  throw conflict(type, name, `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${is}`);
}

/** Refuses a body that is for another object than the path. */
export function assertAppliesTo(type: ResourceType, ref: ObjectRef, body: JsonObject): void {
  const { apiVersion, kind, metadata } = body as unknown as Partial<KubeObject>;
  if (apiVersion !== apiVersionOf(type) || kind !== type.kind) {
    throw badRequest(`the body is a ${apiVersion} ${kind}, not a ${apiVersionOf(type)} ${type.kind}`);
  }
  if (metadata?.name !== undefined && metadata.name !== ref.name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${ref.name})`);
  }
}

/** Refuses to create what has a version already. */
export function assertNoVersion(body: JsonObject): void {
  if ((body as unknown as KubeObject).metadata.resourceVersion === undefined) return;
  throw new Refusal(500, '', 'resourceVersion should not be set on objects to be created');
}

/** Refuses to create by apply what is to be one certain object. */
export function assertNoUid(type: ResourceType, { name }: ObjectRef, body: JsonObject): void {
  const { uid } = (body as unknown as Partial<KubeObject>).metadata ?? {};
  if (uid === undefined) return;
  throw conflict(
    type,
    name,
    `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
  );
}
