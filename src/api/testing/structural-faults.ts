import type { CrdSchema } from '../crd-schema.ts';

/** What a CRD schema may hold; everything else is refused by the API server, or silently without effect. */
const allowedKeys: ReadonlySet<string> = new Set([
  'description',
  'type',
  'format',
  'nullable',
  'default',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'required',
  'properties',
  'additionalProperties',
  'items',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-validations',
]);

/** Every way in which a schema is not structural, as `path: what is wrong`. */
export function structuralFaults(schema: CrdSchema, path = ''): string[] {
  return [
    ...Object.keys(schema)
      .filter((key) => !allowedKeys.has(key))
      .map((key) => `${path}: ${key} is not allowed`),
    ...ownFaults(schema).map((fault) => `${path}: ${fault}`),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, each]) => structuralFaults(each, `${path}.${name}`)),
    ...(schema.items ? structuralFaults(schema.items, `${path}[]`) : []),
    ...(schema.additionalProperties ? structuralFaults(schema.additionalProperties, `${path}{}`) : []),
  ];
}

function ownFaults(schema: CrdSchema): string[] {
  const { type, properties, additionalProperties, items, required = [] } = schema;
  const faults = [];
  if (type === undefined && schema['x-kubernetes-preserve-unknown-fields'] !== true) faults.push('type is missing');
  if (properties && additionalProperties) faults.push('properties and additionalProperties exclude each other');
  if (type === 'array' && !items) faults.push('items is missing');
  if (properties && type !== 'object') faults.push('properties of what is no object');
  for (const name of required) if (!properties?.[name]) faults.push(`${name} is required but has no schema`);
  if (schema.default !== undefined && schema.nullable === true) faults.push('default and nullable');
  return faults;
}
