import { federatedTypeConfigType, type FederatedTypeConfig } from '../../api/federated-type-config.ts';
import { kubeFedClusterType, type KubeFedCluster } from '../../api/kubefed-cluster.ts';
import type { ObjectRef, ResourceType } from '../../api/meta.ts';
import { managedSelector } from '../../api/names.ts';
import type { KubeClient } from '../../kube/client.ts';
import { isNotFound } from '../../kube/errors.ts';
import { find } from '../apply-object.ts';
import { namespaces, secrets, serviceAccounts } from '../built-in-types.ts';
import type { CliContext } from '../context.ts';
import { CommandFailure, failureOf, warningOf } from '../failure.ts';
import type { Host, OpenCluster } from '../host.ts';
import { joinNames, type JoinNames } from '../join/names.ts';
import { formatOutcome } from '../outcome-line.ts';
import { withProgress } from '../progress.ts';
import { serverVersion } from '../server-version.ts';
import { reasonToKeepNamespace, unwantedObjects } from './member-cleanup.ts';
import { findRemains, formatRemains, type Remains } from './member-remains.ts';

export interface UnjoinRequest {
  readonly cluster: string;
  /** What the host is called in the member's objects. */
  readonly hostName: string;
  /** Whether a failure is a warning. */
  readonly force: boolean;
  readonly dryRun: boolean;
}

interface Unjoining {
  readonly context: CliContext;
  readonly host: Host;
  readonly request: UnjoinRequest;
  readonly names: JoinNames;
}

/** The KubeFedCluster to remove; throws CommandFailure when there is none, even with force. */
export async function readMembership({ client, namespace }: Host, cluster: string): Promise<KubeFedCluster> {
  const live = await find<KubeFedCluster>(client, kubeFedClusterType, { namespace, name: cluster });
  if (live) return live;
  throw new CommandFailure(
    `${client.name}: no cluster "${cluster}" has joined the federation in namespace ${namespace}`,
    {
      next: '"hansa clusters" lists those that have',
      kubefed: `Failed to get kubefed cluster "${namespace}/${cluster}": kubefedclusters.core.kubefed.io "${cluster}" not found`,
    },
  );
}

/**
 * Takes a cluster out of the federation: what joining made in it, unless it cannot be reached and force is given, then what
 * it made on the host. What was propagated stays. A failure before the end leaves a state from which the same call goes on.
 */
export async function unjoinCluster(
  context: CliContext,
  host: Host,
  member: OpenCluster | undefined,
  live: KubeFedCluster,
  request: UnjoinRequest,
): Promise<void> {
  const { cluster, dryRun } = request;
  const names = joinNames(cluster, request.hostName, host.namespace);
  const unjoining = { context, host, request, names };
  try {
    if (member) await cleanMember(unjoining, member);
    await step(unjoining, () =>
      remove(unjoining, host.client, secrets, { namespace: host.namespace, name: live.spec.secretRef.name }),
    );
    await step(unjoining, () =>
      remove(unjoining, host.client, kubeFedClusterType, { namespace: host.namespace, name: cluster }),
    );
  } catch (error) {
    const then = `run the same command again to go on, or with --force to take ${cluster} out whatever state it is in`;
    throw failureOf(`unjoining ${cluster} broke off`, error, undefined, then);
  }
  context.out(`${cluster} ${dryRun ? 'would leave' : 'left'} the federation on ${host.client.name}\n`);
}

async function cleanMember(unjoining: Unjoining, member: OpenCluster): Promise<void> {
  const { context, host, request, names } = unjoining;
  const { client } = member;
  const answers = await step(unjoining, () =>
    withProgress(context, `Connecting to ${request.cluster}`, () => serverVersion(client)),
  );
  if (answers === undefined) return;
  const remains = await step(unjoining, () =>
    withProgress(context, `Looking for what was propagated to ${request.cluster}`, () => remainsIn(host, member)),
  );
  for (const { type, ref } of unwantedObjects(names, host.namespace)) {
    await step(unjoining, () => remove(unjoining, member.client, type, ref));
  }
  await step(unjoining, () => removeNamespace(unjoining, member, remains));
  if (remains === undefined || remains.length === 0) return;
  context.err(
    `warning: what was propagated stays in ${request.cluster}, ${formatRemains(remains)}\n` +
      `hint: "kubectl --context ${member.context} get TYPE -A -l ${managedSelector}" lists it\n`,
  );
}

async function remainsIn({ client, namespace }: Host, member: OpenCluster): Promise<Remains[]> {
  const { items } = await client.list<FederatedTypeConfig>(federatedTypeConfigType, { namespace });
  return findRemains(member.client, items, namespace);
}

/** Without knowing what is in the namespace, it stays. */
async function removeNamespace(
  unjoining: Unjoining,
  member: OpenCluster,
  remains: Remains[] | undefined,
): Promise<void> {
  const { context, host, request, names } = unjoining;
  const ref = { namespace: '', name: host.namespace };
  const [inMember, onHost] = await Promise.all([
    find(member.client, namespaces, ref),
    host.client.get(namespaces, ref),
  ]);
  if (!inMember) return;
  const { items } = await member.client.list(serviceAccounts, { namespace: host.namespace });
  const known = new Set([names.serviceAccount, 'default']);
  const reason =
    remains === undefined
      ? 'what is in it could not be found out'
      : reasonToKeepNamespace({
          isHost: inMember.metadata.uid === onHost.metadata.uid,
          otherAccounts: items.map(({ metadata }) => metadata.name).filter((name) => !known.has(name)),
          remains,
        });
  if (reason === undefined) return remove(unjoining, member.client, namespaces, ref);
  context.out(`namespace/${ref.name} stays in ${request.cluster}: ${reason}\n`);
}

async function remove(
  { context, request }: Unjoining,
  client: KubeClient,
  type: ResourceType,
  ref: ObjectRef,
): Promise<void> {
  const { dryRun } = request;
  try {
    await client.delete(type, ref, { dryRun });
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  context.out(formatOutcome({ type, name: ref.name, outcome: 'deleted', cluster: client.name, dryRun }));
}

/** One step, whose failure force makes a warning. */
async function step<T>({ context, request }: Unjoining, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!request.force) throw error;
    context.err(warningOf(error));
    return undefined;
  }
}
