import type { KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { kubeFedClusterType } from '../../api/kubefed-cluster.ts';
import type { KubeObject, ObjectRef } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { ClusterFacts } from '../../kube/kubeconfig/cluster-facts.ts';
import { find } from '../apply-object.ts';
import { namespaces, secrets, serviceAccounts } from '../built-in-types.ts';
import { clusterUid } from '../cluster-uid.ts';
import type { CliContext } from '../context.ts';
import { CommandFailure, failureOf } from '../failure.ts';
import type { Host, OpenCluster } from '../host.ts';
import { formatOutcome } from '../outcome-line.ts';
import { withProgress } from '../progress.ts';
import { serverVersion } from '../server-version.ts';
import { waitFor } from '../wait-for.ts';
import { otherNamesOf, readHostFacts, type HostFacts } from './host-facts.ts';
import type { Membership } from './host-objects.ts';
import { hostUidAnnotation } from './member-objects.ts';
import { awaitToken, chooseAuthority, tokenOf, type MemberToken, type TokenSecret } from './member-token.ts';
import { joinNames, tokenSecretName } from './names.ts';
import { prepareMember } from './prepare-member.ts';
import { writeCluster, writeTokenSecret } from './register-member.ts';

/**
 * Whose rules a join goes by. kubefedctl refuses whatever an earlier join has left, keeps the token in a Secret of a new
 * name, and believes the kubeconfig; hansa goes on where a join broke off, and tries the token before it tells the host.
 */
export type JoinRules = 'hansa' | 'kubefedctl';

export interface JoinRequest {
  readonly rules: JoinRules;
  readonly cluster: string;
  /** What the host is called in the member's objects. */
  readonly hostName: string;
  /** The member as the kubeconfig has it. */
  readonly facts: ClusterFacts;
  readonly secretName: string | undefined;
  readonly errorOnExisting: boolean;
  readonly dryRun: boolean;
}

const namespacePatienceMs = 60_000;

interface MemberFacts {
  readonly version: string;
  readonly uid: string | undefined;
}

/**
 * Makes a cluster a member: an identity for the host in it, and on the host its address and token. Everything that can be
 * found out is found out before the first write. What was written stays when a later step fails, and the same call goes on
 * from there.
 */
export async function joinCluster(
  context: CliContext,
  host: Host,
  member: OpenCluster,
  request: JoinRequest,
): Promise<void> {
  const { cluster, dryRun } = request;
  const hostFacts = await readHostFacts(host);
  const live = hostFacts.clusters.find(({ metadata }) => metadata.name === cluster);
  const isRefused = live !== undefined && request.errorOnExisting;
  // The account in the member is what kubefedctl complains of first.
  if (isRefused && request.rules === 'hansa') throw alreadyJoined(cluster);
  const memberFacts = await inspectMember(context, host, member, { request, hostFacts });
  if (isRefused) throw alreadyJoined(cluster);
  warnOfOtherNames(context, hostFacts, { cluster, uid: memberFacts.uid, server: member.access.server });
  try {
    await writeMembership(context, host, member, { request, hostFacts, memberFacts, live });
  } catch (error) {
    if (dryRun) throw error;
    const again = request.rules === 'hansa' ? 'again' : 'with --error-on-existing=false';
    const then = `what was made so far stays: run the same command ${again}, and it goes on from there`;
    throw failureOf(`joining ${cluster} broke off`, error, undefined, then);
  }
  context.out(
    `${cluster} ${dryRun ? 'would join' : 'joined'} the federation on ${host.client.name}: ${member.access.server}, ${memberFacts.version}\n`,
  );
}

function alreadyJoined(cluster: string): CommandFailure {
  return new CommandFailure(`federated cluster ${cluster} already exists in host cluster`, {
    next: `"hansa clusters" shows how it is; --error-on-existing=false writes it anew, for a new address or token`,
  });
}

/** Finds out whether the member can be joined at all. */
async function inspectMember(
  context: CliContext,
  host: Host,
  { client }: OpenCluster,
  { request, hostFacts }: { request: JoinRequest; hostFacts: HostFacts },
): Promise<MemberFacts> {
  const { cluster, hostName, errorOnExisting, rules } = request;
  const ref = { namespace: host.namespace, name: joinNames(cluster, hostName, host.namespace).serviceAccount };
  const version = await withProgress(context, `Connecting to ${cluster}`, () => serverVersion(client));
  if (!request.dryRun) await awaitNamespaceGone(context, client, host.namespace);
  const [uid, account] = await Promise.all([clusterUid(client), find(client, serviceAccounts, ref)]);
  if (account && errorOnExisting && !(rules === 'hansa' && isFromUs(account, hostFacts))) {
    throw new CommandFailure(`service account: ${ref.name} already exists in joining cluster: ${cluster}`, {
      next: `another federation whose host is called ${hostName} may use it: give another --host-cluster-name; --error-on-existing=false takes it over`,
    });
  }
  return { version, uid };
}

/** The namespace an unjoin has deleted may still be on its way out, and takes nothing new meanwhile. */
async function awaitNamespaceGone(context: CliContext, client: KubeClient, name: string): Promise<void> {
  const wait = () =>
    waitFor(client, context.clock, {
      type: namespaces,
      ref: { namespace: '', name },
      holds: (namespace) => namespace?.metadata.deletionTimestamp === undefined,
      timeoutMs: namespacePatienceMs,
    });
  if ((await withProgress(context, `Waiting for namespace ${name} to be gone from ${client.name}`, wait)) !== 'overdue')
    return;
  throw new CommandFailure(`${client.name}: namespace ${name} is being deleted, and still there after 60 s`, {
    next: `"kubectl get namespace ${name} -o yaml" in that cluster says what holds it up`,
  });
}

/** An account this federation made is what a join that broke off has left. */
function isFromUs(account: KubeObject, { uid }: HostFacts): boolean {
  return uid !== undefined && account.metadata.annotations?.[hostUidAnnotation] === uid;
}

function warnOfOtherNames(context: CliContext, facts: HostFacts, member: Parameters<typeof otherNamesOf>[1]): void {
  const names = otherNamesOf(facts, member);
  if (names.length === 0) return;
  context.err(
    `warning: ${member.cluster} is the same cluster as ${names.join(', ')}, which has joined already: ` +
      'what is placed in both is fought over\n' +
      `hint: "hansa unjoin" removes the name that is one too many\n`,
  );
}

interface Findings {
  readonly request: JoinRequest;
  readonly hostFacts: HostFacts;
  readonly memberFacts: MemberFacts;
  /** The KubeFedCluster that is there already. */
  readonly live: KubeFedCluster | undefined;
}

async function writeMembership(context: CliContext, host: Host, member: OpenCluster, found: Findings): Promise<void> {
  const { request, hostFacts, live } = found;
  const { cluster, dryRun, errorOnExisting } = request;
  const systemNamespace = host.namespace;
  const names = joinNames(cluster, request.hostName, systemNamespace);
  const plan = { names, systemNamespace, scope: hostFacts.scope, hostUid: hostFacts.uid };
  await prepareMember(member.client, plan, dryRun, ({ type, object }, outcome) =>
    context.out(formatOutcome({ type, name: object.metadata.name, outcome, cluster, dryRun })),
  );
  const ref = { namespace: systemNamespace, name: names.serviceAccount };
  const token = dryRun ? await presentToken(member, ref) : await awaitToken(context, member, ref);
  const place = { cluster, systemNamespace, name: secretNameFor(found) };
  const rules = { isNamed: request.secretName !== undefined, errorOnExisting, isOwn: request.rules === 'hansa' };
  const ca = await authorityFor(context, member, request, token);
  const onHost = { cluster: host.client.name, dryRun };
  const secret = await writeTokenSecret(host.client, place, token.token, rules, dryRun);
  context.out(formatOutcome({ type: secrets, name: secret.name, outcome: secret.outcome, ...onHost }));
  const membership = describeMembership(member, found, { systemNamespace, ca, secretName: secret.name });
  const outcome = await writeCluster(host.client, membership, live, dryRun);
  context.out(formatOutcome({ type: kubeFedClusterType, name: cluster, outcome, ...onHost }));
}

/** A dry run issues no token; without one there already, any other stands for it. */
async function presentToken(member: OpenCluster, ref: ObjectRef): Promise<MemberToken> {
  const secret = await find<TokenSecret>(member.client, secrets, ref);
  const standIn = { token: Buffer.from('dry run').toString('base64'), ca: undefined };
  return secret?.data?.['token'] ? tokenOf(secret) : standIn;
}

async function authorityFor(
  context: CliContext,
  { access }: OpenCluster,
  { rules, facts, dryRun }: JoinRequest,
  token: MemberToken,
): Promise<string | undefined> {
  if (rules === 'kubefedctl') return facts.isCaInline ? facts.ca : token.ca;
  return dryRun ? (access.tls.ca ?? token.ca) : chooseAuthority(context, access, token);
}

/** Undefined means that the host makes up a name. A cluster that joins again keeps its Secret, so that none is left behind. */
function secretNameFor({ request, live }: Findings): string | undefined {
  const { cluster, secretName, rules } = request;
  const byDefault = rules === 'hansa' ? tokenSecretName(cluster) : undefined;
  return secretName ?? live?.spec.secretRef.name ?? byDefault;
}

function describeMembership(
  member: OpenCluster,
  { request, memberFacts }: Findings,
  place: Pick<Membership, 'systemNamespace' | 'ca' | 'secretName'>,
): Membership {
  const { cluster, facts, rules } = request;
  return {
    ...place,
    cluster,
    clusterUid: memberFacts.uid,
    server: rules === 'hansa' ? member.access.server : facts.server,
    insecure: facts.insecureSkipTlsVerify,
    proxyUrl: facts.proxyUrl,
  };
}
