import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { defaultPlace, federatedTypeOf, splitTypesOf } from '../../api/federated-type.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { pluralise } from '../../api/pluralise.ts';
import { federateObject, type FederatedFrom } from './federate-object.ts';

export type FederatedManifest =
  | { readonly ok: true; readonly from: FederatedFrom }
  /** Why it is no manifest of an object. */
  | { readonly ok: false; readonly reason: string };

/**
 * What the manifest of an object becomes when nobody can be asked about its type: the plural is guessed from the kind, the
 * object lives in a namespace if it names one, and the federated type is where types are by default; split asks for objects
 * of its split types.
 */
export function federateManifest(
  manifest: unknown,
  { split = false }: { readonly split?: boolean } = {},
): FederatedManifest {
  const reason = faultOf(manifest);
  if (reason !== undefined) return { ok: false, reason };
  const object = manifest as KubeObject & { apiVersion: string; kind: string };
  const target = guessType(object);
  const types = split ? { split: splitTypesOf(target, defaultPlace) } : {};
  return {
    ok: true,
    from: federateObject(object, { target, federated: federatedTypeOf(target, defaultPlace), ...types }),
  };
}

/** The documents of a file as single objects: Lists taken apart, empty documents left out. */
export function manifestsOf(documents: readonly unknown[]): unknown[] {
  return documents.filter((document) => document !== null && document !== undefined).flatMap(itemsOf);
}

function itemsOf(document: unknown): unknown[] {
  if (!isJsonObject(document)) return [document];
  const { kind, items } = document;
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : [document];
}

function faultOf(manifest: unknown): string | undefined {
  if (!isJsonObject(manifest)) return 'it is not an object';
  const metadata = isJsonObject(manifest['metadata']) ? manifest['metadata'] : {};
  if (!isText(manifest, 'apiVersion')) return 'it has no apiVersion';
  if (!isText(manifest, 'kind')) return 'it has no kind';
  if (!isText(metadata, 'name')) return 'it has no metadata.name that is text';
  const { namespace } = metadata;
  return namespace === undefined || typeof namespace === 'string'
    ? undefined
    : 'its metadata.namespace is no text: quote it';
}

function isText(object: JsonObject, field: string): boolean {
  return typeof object[field] === 'string' && object[field] !== '';
}

function guessType({ apiVersion, kind, metadata }: KubeObject & { apiVersion: string; kind: string }): ResourceType {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  return {
    group,
    version: apiVersion.slice(slash + 1),
    kind,
    plural: pluralise(kind),
    namespaced: Boolean(metadata.namespace),
  };
}
