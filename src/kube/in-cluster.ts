import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { CredentialError, type ClusterAccess } from './access.ts';
import { createFileText } from './auth/text-source.ts';
import { createUserCredential } from './auth/user-credential.ts';
import { proxyFromEnvironment } from './proxy/from-environment.ts';

const accountDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What a pod knows of the cluster it runs in. */
export interface PodSurroundings {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the service account's token, ca.crt and namespace are; default is where the kubelet puts them. */
  readonly directory?: string;
}

/** Whether this process runs in a pod with a service account. */
export function isInCluster(env: PodSurroundings['env']): boolean {
  return hasText(env['KUBERNETES_SERVICE_HOST']) && hasText(env['KUBERNETES_SERVICE_PORT']);
}

/**
 * The API server of the cluster this pod runs in, as the pod's service account; its token is read again as the kubelet
 * rotates it. Throws CredentialError outside of a pod, and where the account's files are not mounted.
 */
export function inClusterAccess(surroundings: PodSurroundings): ClusterAccess & { readonly namespace: string } {
  const { env, clock, directory = accountDirectory } = surroundings;
  if (!isInCluster(env)) {
    throw new CredentialError(
      'this is no pod (KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set): give a kubeconfig instead',
    );
  }
  const host = env['KUBERNETES_SERVICE_HOST'] ?? '';
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${env['KUBERNETES_SERVICE_PORT']}`;
  const proxyUrl = proxyFromEnvironment(server, env);
  return {
    name: 'in-cluster',
    server,
    namespace: readMounted(directory, 'namespace').trim(),
    tls: { ca: readMounted(directory, 'ca.crt') },
    credential: createUserCredential({ token: createFileText(join(directory, 'token'), clock) }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
  };
}

function readMounted(directory: string, name: string): string {
  const path = join(directory, name);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CredentialError(`${path} cannot be read: the pod must mount its service account's token`, {
      cause: error,
    });
  }
}

function hasText(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
