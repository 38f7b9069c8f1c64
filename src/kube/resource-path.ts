import type { ObjectRef, ResourceType } from '../api/meta.ts';

/** The path of a type's collection, in one namespace or (namespace empty) in all. */
export function collectionPath(type: ResourceType, namespace = ''): string {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  return type.namespaced && namespace !== ''
    ? `${root}/namespaces/${encodeURIComponent(namespace)}/${type.plural}`
    : `${root}/${type.plural}`;
}

/**
 * The path of one object. Throws TypeError when the type has namespaces and ref has none, or the name is empty, and for
 * `.` and `..`, which would lead elsewhere.
 */
export function objectPath(type: ResourceType, ref: ObjectRef, subresource?: string): string {
  if (ref.name === '') throw new TypeError(`${type.plural}: an object needs a name`);
  if (isDots(ref.name)) throw new TypeError(`${type.plural}: "${ref.name}" is no name`);
  if (type.namespaced && ref.namespace === '') throw new TypeError(`${type.plural} "${ref.name}": needs a namespace`);
  if (isDots(ref.namespace)) throw new TypeError(`${type.plural} "${ref.name}": "${ref.namespace}" is no namespace`);
  const path = `${collectionPath(type, ref.namespace)}/${encodeURIComponent(ref.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/** `?a=1&b=2` of what is defined, or an empty string. */
export function queryString(query: Readonly<Record<string, string | undefined>>): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** Path segments that mean other ones, and that no escape keeps from it. */
function isDots(segment: string): boolean {
  return segment === '.' || segment === '..';
}
