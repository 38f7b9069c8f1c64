import { qualifiedPlural, type KubeObject, type ResourceType } from '../../api/meta.ts';

/** Whether an object is meant. */
export type Selector = (object: KubeObject) => boolean;

/**
 * A label selector of `key=value`, `key!=value`, `key` and `!key`, by commas; undefined for what it cannot read, sets
 * among it.
 */
export function parseLabelSelector(text: string): Selector | undefined {
  return parseRequirements(text, (object, key) => object.metadata.labels?.[key]);
}

type FieldReader = (object: Selectable) => string | undefined;

interface Selectable extends KubeObject {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: { readonly phase?: string };
}

const fieldsOfAll: Readonly<Record<string, FieldReader>> = {
  'metadata.name': ({ metadata }) => metadata.name,
  'metadata.namespace': ({ metadata }) => metadata.namespace,
};
const fieldsOfPods: Readonly<Record<string, FieldReader>> = {
  ...fieldsOfAll,
  'spec.nodeName': ({ spec }) => spec?.nodeName,
  'status.phase': ({ status }) => status?.phase,
};

/** A field selector over metadata.name, metadata.namespace, and of pods their node and phase; undefined for other fields. */
export function parseFieldSelector(text: string, type: ResourceType): Selector | undefined {
  const fields = qualifiedPlural(type) === 'pods' ? fieldsOfPods : fieldsOfAll;
  const parts = text.split(',').filter((part) => part !== '');
  if (!parts.every((part) => Object.hasOwn(fields, /^[^=!]*(?=[=!])/.exec(part)?.[0] ?? ''))) return undefined;
  return parseRequirements(text, (object, key) => fields[key]?.(object) ?? '');
}

function parseRequirements(
  text: string,
  valueOf: (object: KubeObject, key: string) => string | undefined,
): Selector | undefined {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  const requirements = parts.map((part) => parseRequirement(part.trim(), valueOf));
  if (requirements.includes(undefined)) return undefined;
  return (object) => requirements.every((holds) => holds?.(object));
}

function parseRequirement(
  text: string,
  valueOf: (object: KubeObject, key: string) => string | undefined,
): Selector | undefined {
  const {
    not,
    key = '',
    operator,
    value,
  } = /^(?<not>!?)(?<key>[\w./-]+)(?:(?<operator>==?|!=)(?<value>[\w.-]*))?$/.exec(text)?.groups ?? {};
  if (key === '' || (not === '!' && operator !== undefined)) return undefined;
  if (operator === undefined) return (object) => (valueOf(object, key) === undefined) === (not === '!');
  return (object) => (valueOf(object, key) === value) === (operator !== '!=');
}
