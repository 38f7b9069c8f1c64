import type { Json } from './json.ts';

/**
 * Sixteen digits in a row, where a number may begin, may be an integer that a double cannot hold. Most are in strings:
 * a page of pods has hundreds of digests of images, and to read it the exact way takes several times as long.
 */
const mayLoseDigits = /(?:^|[:,[])\s*-?\d{16}/;
const integer = /^-?\d+$/;

/**
 * JSON.parse, except that an integer a double cannot hold is kept as its own text (JSON.rawJSON), so that JSON.stringify
 * gives back the same digits. Throws SyntaxError as JSON.parse does.
 */
export function parseExactJson(text: string): Json {
  if (!mayLoseDigits.test(text)) return JSON.parse(text) as Json;
  return JSON.parse(text, keepDigits) as Json;
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && integer.test(source) ? rawJson(source) : value;
}

// The standard library's types do not know JSON.rawJSON yet (ECMAScript proposal "JSON.parse source text access").
function rawJson(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}

/** Whether value is an integer kept as its own text: to code that walks JSON it looks like an object and is none. */
export function isExactInteger(value: object): value is { readonly rawJSON: string } {
  // The look at the key is there because it is far cheaper than the call, and nearly always the answer.
  return 'rawJSON' in value && (JSON as unknown as { isRawJSON(value: unknown): boolean }).isRawJSON(value);
}
