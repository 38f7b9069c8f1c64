import { sep } from 'node:path';
import type { CredentialSource } from '../access.ts';
import { basicAuthorization } from '../auth/authorization.ts';
import {
  createExecCredential,
  type ExecClusterInfo,
  type ExecPlugin,
  type ExecSurroundings,
  type InteractiveMode,
} from '../auth/exec-plugin.ts';
import { createStaticCredential } from '../auth/static-credential.ts';
import { createFileText, createFixedText, type TextSource } from '../auth/text-source.ts';
import { createUserCredential } from '../auth/user-credential.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { KubeconfigError } from './error.ts';
import { pathFrom, type Placed } from './load.ts';
import type { ClusterEntry, ExecEntry, UserEntry } from './schema.ts';

const execExtension = 'client.authentication.k8s.io/exec';
const execVersions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'] as const;
const interactiveModes = ['Never', 'IfAvailable', 'Always'] as const;

/** The credential of a kubeconfig's user; without one, anonymous. A plugin counts only where neither token nor password is given. */
export function credentialFor(
  user: Placed<UserEntry> | undefined,
  cluster: Placed<ClusterEntry>,
  facts: ClusterFacts,
  surroundings: ExecSurroundings,
): CredentialSource {
  if (!user) return createStaticCredential({});
  const { token, tokenFile, username, password, exec } = user.entry;
  const hasToken = token !== '' || tokenFile !== '';
  const hasPassword = username !== '' || password !== '';
  if (hasToken && hasPassword) throw userError(user, '', 'it has both a token and a password: remove one');
  if (!hasToken && !hasPassword) {
    rejectAuthProvider(user);
    if (exec) return createExecCredential(pluginOf(user, exec, cluster, facts), surroundings);
  }
  const certificate = certificateOf(user, surroundings);
  return createUserCredential({
    ...(hasToken ? { token: tokenOf(user, surroundings) } : {}),
    ...(hasPassword ? { authorization: basicAuthorization(username, password) } : {}),
    ...(certificate ? { certificate } : {}),
  });
}

/** The token's file is the fresher; the token in the kubeconfig serves while it cannot be read. */
function tokenOf(user: Placed<UserEntry>, { clock }: ExecSurroundings): TextSource {
  const { token, tokenFile } = user.entry;
  if (tokenFile === '') return createFixedText(token);
  return createFileText(pathFrom(user, tokenFile), clock, token === '' ? undefined : token);
}

function certificateOf(
  user: Placed<UserEntry>,
  surroundings: ExecSurroundings,
): { readonly cert: TextSource; readonly key: TextSource } | undefined {
  const cert = pemOf(user, 'client-certificate', surroundings);
  const key = pemOf(user, 'client-key', surroundings);
  if (cert && key) return { cert, key };
  if (cert)
    throw userError(user, 'client-key', 'it is missing, while there is a client-certificate: add the key of it');
  if (key)
    throw userError(
      user,
      'client-certificate',
      'it is missing, while there is a client-key: add the certificate for it',
    );
  return undefined;
}

function pemOf(
  user: Placed<UserEntry>,
  field: 'client-certificate' | 'client-key',
  { clock }: ExecSurroundings,
): TextSource | undefined {
  const data = user.entry[`${field}-data`];
  if (data !== '') {
    const pem = Buffer.from(data, 'base64').toString('utf8');
    if (pem.includes('-----BEGIN ')) return createFixedText(pem);
    throw userError(user, `${field}-data`, 'it is not the base64 of a PEM file: copy it again');
  }
  return user.entry[field] === '' ? undefined : createFileText(pathFrom(user, user.entry[field]), clock);
}

function rejectAuthProvider(user: Placed<UserEntry>): void {
  const provider = user.entry['auth-provider'];
  if (!provider) return;
  throw userError(
    user,
    'auth-provider',
    `"${provider.name}" was removed from Kubernetes clients: use an exec plugin (users[].user.exec) of your provider, ` +
      'such as gke-gcloud-auth-plugin or kubelogin',
  );
}

function pluginOf(
  user: Placed<UserEntry>,
  exec: ExecEntry,
  cluster: Placed<ClusterEntry>,
  facts: ClusterFacts,
): ExecPlugin {
  if (exec.command === '') throw userError(user, 'exec.command', 'it is missing: name the plugin to run');
  const apiVersion = execVersions.find((version) => version === exec.apiVersion);
  if (!apiVersion) throw userError(user, 'exec.apiVersion', `it must be one of ${execVersions.join(', ')}`);
  return {
    // A bare name is looked up on the PATH.
    command: exec.command.includes(sep) ? pathFrom(user, exec.command) : exec.command,
    args: exec.args,
    env: Object.fromEntries(exec.env.map(({ name, value }) => [name, value])),
    apiVersion,
    installHint: exec.installHint,
    interactiveMode: modeOf(user, exec, apiVersion),
    ...(exec.provideClusterInfo ? { cluster: clusterInfo(cluster, facts) } : {}),
  };
}

function modeOf(user: Placed<UserEntry>, { interactiveMode }: ExecEntry, apiVersion: string): InteractiveMode {
  if (interactiveMode === '' && apiVersion.endsWith('/v1beta1')) return 'IfAvailable';
  const mode = interactiveModes.find((each) => each === interactiveMode);
  if (mode) return mode;
  throw userError(user, 'exec.interactiveMode', `it must be one of ${interactiveModes.join(', ')}`);
}

function clusterInfo({ entry }: Placed<ClusterEntry>, facts: ClusterFacts): ExecClusterInfo {
  const config = entry.extensions.find(({ name }) => name === execExtension)?.extension;
  return {
    server: entry.server,
    ...(facts.tlsServerName === undefined ? {} : { 'tls-server-name': facts.tlsServerName }),
    ...(facts.insecureSkipTlsVerify ? { 'insecure-skip-tls-verify': true } : {}),
    ...(facts.ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(facts.ca).toString('base64') }),
    ...(facts.proxyUrl === undefined ? {} : { 'proxy-url': facts.proxyUrl }),
    ...(config === undefined ? {} : { config }),
  };
}

function userError(user: Placed<UserEntry>, field: string, explanation: string): KubeconfigError {
  const whole = field === '' ? user.field : `${user.field}.${field}`;
  return new KubeconfigError(user.file, whole, `user "${user.name}": ${explanation}`);
}
