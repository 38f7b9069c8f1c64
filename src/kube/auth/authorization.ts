import { CredentialError } from '../access.ts';

/** The authorization header of a bearer token; throws CredentialError for what cannot stand in a header. */
export function bearerAuthorization(token: string): string {
  const trimmed = token.trim();
  if (trimmed === '') throw new CredentialError('the token is empty');
  // Visible ASCII alone: anything else would end the header, or be refused by Node with the token in its message.
  if (!/^[!-~]+$/.test(trimmed)) throw new CredentialError('the token holds characters no token can have');
  return `Bearer ${trimmed}`;
}

/** The authorization header of a user and password. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
