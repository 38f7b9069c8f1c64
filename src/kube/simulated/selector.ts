import type { KubeObject } from '../../api/meta.ts';

/** Whether an object is meant. */
export type Selector = (object: KubeObject) => boolean;

/**
 * A label selector of `key=value`, `key!=value`, `key` and `!key`, by commas; undefined for what it cannot read, sets
 * among it.
 */
export function parseLabelSelector(text: string): Selector | undefined {
  return parseRequirements(text, (object, key) => object.metadata.labels?.[key]);
}

/** A field selector over metadata.name and metadata.namespace; undefined for other fields. */
export function parseFieldSelector(text: string): Selector | undefined {
  if (text.split(',').some((part) => part !== '' && !/^metadata\.(name|namespace)[=!]/.test(part))) return undefined;
  return parseRequirements(text, ({ metadata }, key) =>
    key === 'metadata.name' ? metadata.name : (metadata.namespace ?? ''),
  );
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
