import type { CrdSchema } from '../../api/crd-schema.ts';

const heading = '| Field | Type | Default | Rules | |\n| --- | --- | --- | --- | --- |';

/** Every field within a schema, a line each, as a Markdown table. */
export function formatFieldTable(schema: CrdSchema): string {
  return [heading, ...rowsOf(schema, '')].join('\n');
}

/** What the API server asks of a value, in words. */
export function rulesOf(schema: CrdSchema): string[] {
  const { minimum, minLength, maxLength, maxItems, pattern } = schema;
  return [
    ...(schema.enum ? [`one of ${schema.enum.map(code).join(', ')}`] : []),
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(minLength === undefined ? [] : ['not empty']),
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
    ...(maxItems === undefined ? [] : [`at most ${maxItems} items`]),
    ...(pattern === undefined ? [] : [`matches ${code(pattern)}`]),
    ...(schema['x-kubernetes-list-map-keys'] ?? []).map((key) => `each ${code(key)} once`),
    ...(schema['x-kubernetes-validations'] ?? []).map(({ message }) => message),
  ];
}

function rowsOf(schema: CrdSchema, path: string): string[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    [formatRow(`${path}${name}`, field, required.has(name))].concat(
      rowsOf(field, `${path}${name}.`),
      rowsOf(field.items ?? {}, `${path}${name}[].`),
      rowsOf(field.additionalProperties ?? {}, `${path}${name}.*.`),
    ),
  );
}

function formatRow(path: string, field: CrdSchema, required: boolean): string {
  const rules = [...(required ? ['required'] : []), ...rulesOf(field), ...rulesOf(field.items ?? {})].join('; ');
  const cells = [code(path), typeOf(field), defaultOf(field), rules, field.description ?? ''];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function typeOf({ type, format, items, additionalProperties }: CrdSchema): string {
  if (items) return `list of ${typeOf(items)}s`;
  if (additionalProperties) return `map to ${typeOf(additionalProperties)}s`;
  if (format === 'date-time') return 'time';
  if (format === 'byte') return 'base64';
  return type ?? 'anything';
}

/** Defaults of sections and lists are those of their fields. */
function defaultOf({ default: value }: CrdSchema): string {
  return value === undefined || typeof value === 'object' ? '' : code(String(value));
}

function code(text: unknown): string {
  return `\`${String(text)}\``;
}
