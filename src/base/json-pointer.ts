import { isJsonObject, type Json } from './json.ts';

/**
 * The reference tokens of a JSON Pointer (RFC 6901), read as KubeFed reads them: what stands before the first slash,
 * where nothing should, is dropped. Undefined for text that has no slash and is not empty.
 */
export function parsePointer(pointer: string): readonly string[] | undefined {
  if (pointer === '') return [];
  const [, ...tokens] = pointer.split('/');
  return tokens.length === 0 ? undefined : tokens.map(unescapeToken);
}

/** The JSON Pointer made of tokens; empty for none, which is the whole document. */
export function formatPointer(tokens: readonly string[]): string {
  return tokens.map((token) => `/${escapeToken(token)}`).join('');
}

/** The value that tokens lead to, through objects and lists; undefined where there is none. */
export function valueAt(value: Json | undefined, tokens: readonly string[]): Json | undefined {
  let found = value;
  for (const token of tokens) {
    if (Array.isArray(found))
      found = /^(0|[1-9]\d*)$/.test(token) ? (found as readonly Json[])[Number(token)] : undefined;
    else found = isJsonObject(found) && Object.hasOwn(found, token) ? found[token] : undefined;
  }
  return found;
}

function unescapeToken(token: string): string {
  return token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;
}

function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
