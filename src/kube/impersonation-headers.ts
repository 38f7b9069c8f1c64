import type { Impersonation } from './access.ts';

/** The Impersonate-* headers of Kubernetes' user impersonation; none when whom is undefined. */
export function impersonationHeaders(whom: Impersonation | undefined): Record<string, string | string[]> {
  if (!whom) return {};
  const headers: Record<string, string | string[]> = { 'impersonate-user': whom.user };
  if (whom.groups && whom.groups.length > 0) headers['impersonate-group'] = [...whom.groups];
  if (whom.uid !== undefined) headers['impersonate-uid'] = whom.uid;
  for (const [key, values] of Object.entries(whom.extra ?? {})) {
    headers[`impersonate-extra-${escapeKey(key)}`] = [...values];
  }
  return headers;
}

/** Header names are tokens (RFC 9110): of what encodeURIComponent leaves, parentheses may not stand in one. */
function escapeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('(', '%28').replaceAll(')', '%29').toLowerCase();
}
