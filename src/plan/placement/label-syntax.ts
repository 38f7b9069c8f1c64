const name = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const startAndEnd = 'and must start and end with an alphanumeric character';

/** What keeps text from being the key of a label, in Kubernetes' words; empty when nothing does. */
export function labelKeyFaults(key: string): string[] {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  if (more.length > 0)
    return ["a qualified name must be a name with an optional DNS subdomain prefix and '/' before it"];
  return [...(prefix === undefined ? [] : prefixFaults(prefix)), ...nameFaults(name)];
}

/** What keeps text from being the value of a label, in Kubernetes' words; empty when nothing does. */
export function labelValueFaults(value: string): string[] {
  if (value.length > 63) return ['must be no more than 63 characters'];
  if (value === '' || name.test(value)) return [];
  return [
    `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${startAndEnd}`,
  ];
}

function prefixFaults(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  if (prefix.length > 253) return ['prefix part must be no more than 253 characters'];
  if (subdomain.test(prefix)) return [];
  return [`prefix part must consist of lower case alphanumeric characters, '-' or '.', ${startAndEnd}`];
}

function nameFaults(text: string): string[] {
  if (text === '') return ['name part must be non-empty'];
  if (text.length > 63) return ['name part must be no more than 63 characters'];
  return name.test(text) ? [] : [`name part must consist of alphanumeric characters, '-', '_' or '.', ${startAndEnd}`];
}
