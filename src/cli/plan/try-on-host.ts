import type { KubeObject, ObjectRef, ResourceType } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { find } from '../apply-object.ts';

/** An object as it would be, and as it is. */
export interface Tried<T> {
  readonly wanted: T | undefined;
  readonly live: T | undefined;
}

/**
 * As an apply of the whole manifest would leave it: the spec is the manifest's, and what others keep in metadata stays.
 * Without a manifest it stays as it is; without a type there is none.
 */
export async function tryOnHost<T extends KubeObject & { readonly spec?: object }>(
  client: KubeClient,
  type: ResourceType | undefined,
  ref: ObjectRef,
  manifest: T | undefined,
): Promise<Tried<T>> {
  const live = type && (await find<T>(client, type, ref));
  if (!type || !manifest) return { live, wanted: live };
  const options = { dryRun: true };
  if (!live) {
    const { resourceVersion: _, uid: __, ...metadata } = manifest.metadata;
    return { live, wanted: await client.create<T>(type, { ...manifest, metadata }, options) };
  }
  const metadata = { ...live.metadata, ...labelsAndAnnotations(live, manifest) };
  const spec = manifest.spec ?? {};
  return { live, wanted: await client.replace<T>(type, { ...live, metadata, spec }, options) };
}

function labelsAndAnnotations({ metadata: live }: KubeObject, { metadata: wanted }: KubeObject): object {
  return {
    labels: { ...live.labels, ...wanted.labels },
    annotations: { ...live.annotations, ...wanted.annotations },
  };
}
