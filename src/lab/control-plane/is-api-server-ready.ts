import { readFileSync } from 'node:fs';
import { get } from 'node:https';

const timeoutMs = 5000;

/**
 * Whether the API server serves and has made the namespace that everybody expects; false as well while nothing answers
 * or the certificate it signs itself is not written yet.
 */
export async function isApiServerReady(server: string, caPath: string, token: string): Promise<boolean> {
  const ca = readIfThere(caPath);
  if (ca === undefined) return false;
  // Readiness comes a moment before the namespace does.
  for (const path of ['/readyz', '/api/v1/namespaces/default']) {
    if ((await statusOf(server + path, ca, token)) !== 200) return false;
  }
  return true;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The status of the answer; undefined when there is none. */
function statusOf(url: string, ca: string, token: string): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const headers = { authorization: `Bearer ${token}` };
  const request = get(url, { ca, headers, agent: false, timeout: timeoutMs }, (response) => {
    response.resume();
    resolve(response.statusCode);
  });
  request.once('timeout', () => request.destroy());
  request.once('error', () => resolve(undefined));
  request.once('close', () => resolve(undefined));
  return promise;
}
