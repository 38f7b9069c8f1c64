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

function unescapeToken(token: string): string {
  return token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;
}

function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
