import { z } from 'zod';
import type { Json } from '../base/json.ts';
import type { CelRule } from './rule.ts';

/** A structural schema of an apiextensions.k8s.io/v1 CRD. */
export interface CrdSchema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly default?: Json;
  readonly nullable?: boolean;
  readonly enum?: readonly Json[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly items?: CrdSchema;
  readonly properties?: Readonly<Record<string, CrdSchema>>;
  readonly additionalProperties?: CrdSchema;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-preserve-unknown-fields'?: true;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly CelRule[];
}

const int32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
/** What zod writes for the bounds of integers that have none of their own. */
const implied: ReadonlySet<unknown> = new Set([
  Number.MIN_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER,
  int32.minimum,
  int32.maximum,
]);

const keyOrder: readonly string[] = [
  'description',
  'type',
  'format',
  'nullable',
  'default',
  'enum',
  'pattern',
  'minimum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-validations',
  'required',
  'additionalProperties',
  'items',
  'properties',
];

/** The CRD schema of a zod schema; JSON Schema as zod writes it, less what a structural schema may not hold. */
export function crdSchemaOf(schema: z.ZodType): CrdSchema {
  return z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    // What users write: a field with a default is not required.
    io: 'input',
    reused: 'inline',
    unrepresentable: 'any',
    override: ({ jsonSchema, path }) => makeStructural(jsonSchema, path),
  }) as CrdSchema;
}

function makeStructural(schema: z.core.JSONSchema.BaseSchema, path: readonly PropertyKey[]): void {
  if (schema.type === 'integer') formatInteger(schema);
  if (schema.format !== undefined) {
    // The format says the same, and the API server checks it.
    delete schema.pattern;
    delete schema.contentEncoding;
  }
  if (isEmpty(schema.additionalProperties)) preserveUnknownFields(schema);
  // The API server forgets that there are none, and whoever applies the same again would be told of a conflict.
  if (isEmpty(schema.properties)) delete schema.properties;
  if (path.length === 0) dropMetadata(schema);
  order(schema);
}

/** What people look for first comes first; zod's own order depends on how a schema was put together. */
function order(schema: z.core.JSONSchema.BaseSchema): void {
  for (const key of keyOrder) {
    if (!(key in schema)) continue;
    const value = schema[key];
    delete schema[key];
    schema[key] = value;
  }
}

function formatInteger(schema: z.core.JSONSchema.BaseSchema): void {
  schema.format = schema.maximum === int32.maximum ? 'int32' : 'int64';
  if (implied.has(schema.minimum)) delete schema.minimum;
  if (implied.has(schema.maximum)) delete schema.maximum;
}

function isEmpty(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && Object.keys(schema).length === 0;
}

function preserveUnknownFields(schema: z.core.JSONSchema.BaseSchema): void {
  delete schema.additionalProperties;
  schema['x-kubernetes-preserve-unknown-fields'] = true;
}

/** The API server knows metadata by itself; the name is said again so that rules may point at it. */
function dropMetadata(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.properties?.['metadata'] === undefined) return;
  schema.properties['metadata'] = { type: 'object', properties: { name: { type: 'string' } } };
  schema.required = (schema.required ?? []).filter((name) => name !== 'metadata');
  if (schema.required.length === 0) delete schema.required;
}
