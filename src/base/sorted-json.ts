import { isExactInteger } from './exact-json.ts';

/** Only these sort otherwise in UTF-16 than in UTF-8. */
const beyondSurrogates = /[\ud800-\uffff]/;

/** Compact JSON whose keys are sorted by their UTF-8 bytes; quote writes every string, keys included. */
export function writeSortedJson(value: unknown, quote: (text: string) => string): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return writeList(value, quote);
  if (isExactInteger(value)) return value.rawJSON;
  return writeObject(value as Record<string, unknown>, quote);
}

function writeList(list: readonly unknown[], quote: (text: string) => string): string {
  let text = '';
  for (const item of list) text += `${text === '' ? '' : ','}${writeSortedJson(item, quote)}`;
  return `[${text}]`;
}

function writeObject(object: Readonly<Record<string, unknown>>, quote: (text: string) => string): string {
  let text = '';
  for (const key of sortBytewise(Object.keys(object))) {
    const value = object[key];
    if (value !== undefined) text += `${text === '' ? '' : ','}${quote(key)}:${writeSortedJson(value, quote)}`;
  }
  return `{${text}}`;
}

function sortBytewise(keys: string[]): string[] {
  if (!keys.some((key) => beyondSurrogates.test(key))) return keys.sort();
  return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
