import { z } from 'zod';
import { isJsonObject } from '../base/json.ts';
import type { ObjectMeta } from './meta.ts';

/** T and all within it, not to be written to. */
export type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** What parsing gives: the value with its defaults, or every reason why there is none, each as `path: what is wrong`. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reasons: readonly string[] };

/** The schema of a whole object: what every Kubernetes object has, and the fields given. */
export function kindSchema<Fields extends z.ZodRawShape>(fields: Fields) {
  return z.object({
    apiVersion: z.string().exactOptional(),
    kind: z.string().exactOptional(),
    metadata: z.custom<ObjectMeta>(isNamed, 'must be an object with a name'),
    ...fields,
  });
}

/**
 * Reads an object as an API server or a file gives it: null counts as absent, defaults are filled in,
 * fields the schema does not know are left out.
 * A status that cannot be read counts as none, since whoever writes it must read the rest first.
 */
export function parseKind<S extends z.ZodType>(schema: S, object: unknown): Parsed<z.output<S>> {
  const result = schema.safeParse(dropNulls(object), { reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  const { issues } = result.error;
  if (isJsonObject(object) && issues.every(({ path }) => path[0] === 'status' && path.length > 1)) {
    const { status: _, ...rest } = object;
    return parseKind(schema, rest);
  }
  return { ok: false, reasons: issues.map(formatIssue) };
}

/** As the API server does where a schema does not allow null. */
function dropNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropNulls);
  if (!isJsonObject(value)) return value;
  const present = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return Object.fromEntries(present.map(([key, each]) => [key, dropNulls(each)]));
}

function isNamed(metadata: unknown): boolean {
  return isJsonObject(metadata) && typeof metadata['name'] === 'string';
}

/** In Kubernetes' own words, so that a file and the API server refuse alike; values are left out, they may be secret. */
function formatIssue(issue: z.core.$ZodIssue): string {
  const path = formatPath(issue.path);
  if (issue.code === 'invalid_value') {
    const supported = issue.values.map((value) => JSON.stringify(value)).join(', ');
    return issue.input === undefined
      ? `${path}: Required value`
      : `${path}: Unsupported value: ${JSON.stringify(issue.input)}: supported values: ${supported}`;
  }
  return issue.input === undefined ? `${path}: Required value` : `${path}: Invalid value: ${issue.message}`;
}

function formatPath(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? 'object' : text.replace(/^\./, '');
}
