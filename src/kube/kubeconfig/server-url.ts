import { KubeconfigError } from './error.ts';
import type { Placed } from './load.ts';
import type { ClusterEntry, UserEntry } from './schema.ts';

/**
 * The URL of a cluster's server, without a slash at its end. One without a scheme means https:// where anything tells of
 * TLS, else http://, as in client-go.
 */
export function serverUrl({ entry, file, field }: Placed<ClusterEntry>, user: UserEntry | undefined): string {
  const { server } = entry;
  if (server === '')
    throw new KubeconfigError(file, `${field}.server`, 'it is missing: give the URL of the API server');
  const url = server.includes('://') ? server : `${tellsOfTls(entry, user) ? 'https' : 'http'}://${server}`;
  if (URL.canParse(url)) {
    const { protocol, origin, pathname, username } = new URL(url);
    if ((protocol === 'https:' || protocol === 'http:') && username === '')
      return origin + pathname.replace(/\/+$/, '');
  }
  throw new KubeconfigError(file, `${field}.server`, 'it must be a URL such as https://api.example.com:6443');
}

function tellsOfTls(cluster: ClusterEntry, user: UserEntry | undefined): boolean {
  return (
    cluster['insecure-skip-tls-verify'] ||
    [
      cluster['certificate-authority'],
      cluster['certificate-authority-data'],
      user?.['client-certificate'],
      user?.['client-certificate-data'],
    ].some((value) => value !== undefined && value !== '')
  );
}
