import { writeSortedJson } from './sorted-json.ts';

/** Escaped by Go although JSON need not, or escaped otherwise than JSON.stringify does. */
const goEscapes: ReadonlyMap<string, string> = new Map([
  ['<', '\\u003c'],
  ['>', '\\u003e'],
  ['&', '\\u0026'],
  ['\u2028', '\\u2028'],
  ['\u2029', '\\u2029'],
  ['\\b', '\\u0008'],
  ['\\f', '\\u000c'],
]);

/** An escape sequence is taken as a whole, so that `\\b` (a backslash, then b) is not read as a backspace. */
const escapeOrSpecial = /\\.|[<>&\u2028\u2029]/g;

/**
 * The bytes Go's json.Encoder writes for a value decoded from JSON, as of Go 1.16, which KubeFed was built with: keys
 * sorted by their UTF-8 bytes, HTML characters escaped, and a newline at the end. KubeFed's PropagatedVersions hold
 * hashes of this text.
 */
export function goJson(value: unknown): string {
  return `${writeSortedJson(value, quote)}\n`;
}

function quote(text: string): string {
  const quoted = JSON.stringify(text.toWellFormed());
  return quoted.replace(escapeOrSpecial, (found) => goEscapes.get(found) ?? found);
}
