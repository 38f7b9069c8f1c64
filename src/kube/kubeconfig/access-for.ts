import type { ClusterAccess, Impersonation } from '../access.ts';
import type { ExecSurroundings } from '../auth/exec-plugin.ts';
import { proxyFromEnvironment } from '../proxy/from-environment.ts';
import { readClusterFacts, trustOf, type ClusterFacts } from './cluster-facts.ts';
import { credentialFor } from './credential-for.ts';
import { KubeconfigError } from './error.ts';
import { contextNames, type Kubeconfig, type Placed } from './load.ts';
import type { ClusterEntry, ContextEntry, UserEntry } from './schema.ts';
import { serverUrl } from './server-url.ts';

/** One context, ready to be used. */
export interface ContextAccess {
  readonly context: string;
  readonly access: ClusterAccess;
  /** Where the context works when no namespace is given. */
  readonly namespace: string;
  /** The cluster as the kubeconfig has it, for whoever writes it down elsewhere (join). */
  readonly cluster: ClusterFacts;
}

/**
 * How to reach the cluster of a context, the current one by default, as its user. Files a credential stands in are read
 * when it is used. Throws KubeconfigError, which names the contexts there are when there is no such one.
 */
export function accessFor(
  kubeconfig: Kubeconfig,
  contextName: string | undefined,
  surroundings: ExecSurroundings,
): ContextAccess {
  const context = contextOf(kubeconfig, contextName);
  const cluster = clusterOf(kubeconfig, context);
  const user = userOf(kubeconfig, context);
  const facts = readClusterFacts(cluster);
  const server = serverUrl(cluster, user?.entry);
  const proxyUrl = facts.proxyUrl ?? proxyFromEnvironment(server, surroundings.env);
  const impersonate = user && impersonationOf(user);
  return {
    context: context.name,
    namespace: context.entry.namespace === '' ? 'default' : context.entry.namespace,
    cluster: facts,
    access: {
      name: context.name,
      server,
      tls: trustOf(facts),
      credential: credentialFor(user, cluster, facts, surroundings),
      ...(proxyUrl === undefined ? {} : { proxyUrl }),
      ...(impersonate ? { impersonate } : {}),
    },
  };
}

function contextOf(kubeconfig: Kubeconfig, wanted: string | undefined): Placed<ContextEntry> {
  const files = kubeconfig.files.join(', ');
  const name = wanted ?? kubeconfig.currentContext;
  const names = contextNames(kubeconfig);
  const there = names.length === 0 ? 'there are no contexts in it' : `the contexts are: ${names.join(', ')}`;
  if (name === '')
    throw new KubeconfigError(files, 'current-context', `it is not set, so a context must be named; ${there}`);
  const context = kubeconfig.contexts.get(name);
  if (context) return context;
  const field = wanted === undefined ? 'current-context' : '';
  throw new KubeconfigError(files, field, `there is no context "${name}"; ${there}`);
}

function clusterOf(kubeconfig: Kubeconfig, context: Placed<ContextEntry>): Placed<ClusterEntry> {
  const cluster = kubeconfig.clusters.get(context.entry.cluster);
  if (cluster) return cluster;
  throw missing(context, 'cluster', context.entry.cluster);
}

/** A context without a user is one of somebody anonymous. */
function userOf(kubeconfig: Kubeconfig, context: Placed<ContextEntry>): Placed<UserEntry> | undefined {
  if (context.entry.user === '') return undefined;
  const user = kubeconfig.users.get(context.entry.user);
  if (user) return user;
  throw missing(context, 'user', context.entry.user);
}

function missing({ name, file, field }: Placed<unknown>, kind: 'cluster' | 'user', wanted: string): KubeconfigError {
  const what =
    wanted === ''
      ? `context "${name}" names no ${kind}`
      : `context "${name}" names ${kind} "${wanted}", which is not there`;
  return new KubeconfigError(file, `${field}.${kind}`, `${what}: correct the name, or add it under ${kind}s`);
}

function impersonationOf({ entry, file, field }: Placed<UserEntry>): Impersonation | undefined {
  const { as, 'as-uid': uid, 'as-groups': groups, 'as-user-extra': extra } = entry;
  if (as !== '') return { user: as, groups, extra, ...(uid === '' ? {} : { uid }) };
  if (uid === '' && groups.length === 0 && Object.keys(extra).length === 0) return undefined;
  throw new KubeconfigError(file, `${field}.as`, 'as-uid, as-groups and as-user-extra need a user to act as: set as');
}
