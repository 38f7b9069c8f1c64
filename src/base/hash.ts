import { hash } from 'node:crypto';

/** MD5 of the text's UTF-8, as 32 hex digits: for what KubeFed wrote so, not for secrets. */
export function md5Hex(text: string): string {
  return hash('md5', text, 'hex');
}

/** SHA-256 of the text's UTF-8, as 64 hex digits. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}

/** Short enough for a status field, long enough that two texts never meet: the first 16 hex digits of SHA-256. */
export function contentHash(text: string): string {
  return sha256Hex(text).slice(0, 16);
}
