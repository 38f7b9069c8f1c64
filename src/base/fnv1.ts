const offsetBasis = 2_166_136_261;
const prime = 16_777_619;

/** FNV-1 of the text's UTF-8, 32 bits, as an unsigned number: multiply, then xor (FNV-1a does it the other way round). */
export function fnv1(text: string): number {
  let hash = offsetBasis;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash, prime) ^ byte;
  return hash >>> 0;
}
