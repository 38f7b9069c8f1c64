import type { Credential, CredentialSource } from '../access.ts';
import { bearerAuthorization } from './authorization.ts';

/** A credential that somebody else keeps up to date. */
export interface MutableCredential extends CredentialSource {
  /** The token to use from the next request on; throws CredentialError for what cannot be one. */
  set(token: string): void;
}

/** A bearer token that can be exchanged at any time, as when the Secret it stands in changes. */
export function createRotatingToken(initial: string): MutableCredential {
  let credential: Credential = { authorization: bearerAuthorization(initial) };
  return {
    current: () => credential,
    refused: (used) => used.authorization !== credential.authorization,
    set(token) {
      const authorization = bearerAuthorization(token);
      if (authorization !== credential.authorization) credential = { authorization };
    },
  };
}
