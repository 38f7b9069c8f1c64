const offsetBasis = 2_166_136_261;
const prime = 16_777_619;

/** FNV-1 of the text's UTF-8, 32 bits, as an unsigned number: multiply, then xor (FNV-1a does it the other way round). */
export function fnv1(text: string): number {
  let hash = offsetBasis;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return fnv1OfBytes(Buffer.from(text, 'utf8'));
    hash = Math.imul(hash, prime) ^ code;
  }
  return hash >>> 0;
}

function fnv1OfBytes(bytes: Uint8Array): number {
  let hash = offsetBasis;
  for (const byte of bytes) hash = Math.imul(hash, prime) ^ byte;
  return hash >>> 0;
}
