import type { Credential, CredentialSource } from '../access.ts';

/** A credential that never changes; a server that refuses it will refuse it again. */
export function createStaticCredential(credential: Credential): CredentialSource {
  return { current: () => credential, refused: () => false };
}
