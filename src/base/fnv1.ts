const offsetBasis = 2_166_136_261;
const prime = 16_777_619;

/**
 * FNV-1 of the text's UTF-8, 32 bits, as an unsigned number: multiply, then xor (FNV-1a does it the other way round).
 * It goes on from the hash of what came before, if any: fnv1(b, fnv1(a)) is fnv1(a + b).
 */
export function fnv1(text: string, before = offsetBasis): number {
  let hash = before;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return fnv1OfBytes(Buffer.from(text, 'utf8'), before);
    hash = Math.imul(hash, prime) ^ code;
  }
  return hash >>> 0;
}

function fnv1OfBytes(bytes: Uint8Array, before: number): number {
  let hash = before;
  for (const byte of bytes) hash = Math.imul(hash, prime) ^ byte;
  return hash >>> 0;
}
