import type { Exclusion } from '../../api/federated-object.ts';
import type { ClusterView } from '../placement/cluster-view.ts';
import type { Policy, Refusal } from './compile-policy.ts';

export interface PolicyInput {
  /** The clusters that are wanted. */
  readonly wanted: readonly ClusterView[];
  /** Those that select the object, in any order. */
  readonly policies: readonly Policy[];
  /** Names of the clusters that have the object now. */
  readonly present: ReadonlySet<string>;
}

export interface PolicyDecision {
  /** Names of the clusters that should have the object, in the order of wanted; those that keep it are among them. */
  readonly chosen: readonly string[];
  /** Sorted by cluster. */
  readonly excluded: readonly Exclusion[];
  /** Excluded, and not known to have the object: nothing may be written there, nor removed until it is known. */
  readonly barred: ReadonlySet<string>;
  /** What policies in Audit mode would exclude, for people. */
  readonly notes: readonly string[];
}

const mostNamed = 5;

/**
 * Takes out of the wanted clusters what policies do not allow: all of them have to allow a cluster, and the least of their
 * maxima holds. What is present stays first. It goes only where a policy that can be followed says both that it is not
 * allowed and that it is to be removed then.
 */
export function limitByPolicies({ wanted, policies, present }: PolicyInput): PolicyDecision {
  const enforced = policies.filter(({ mode }) => mode === 'Enforce').sort(byTitle);
  const { chosen, excluded, barred } = enforce(wanted, enforced, present);
  const audited = policies.filter(({ mode }) => mode === 'Audit').sort(byTitle);
  const stay = wanted.filter(({ name }) => chosen.includes(name));
  return { chosen, excluded, barred, notes: audited.flatMap((policy) => auditNotes(stay, policy)) };
}

function enforce(
  wanted: readonly ClusterView[],
  policies: readonly Policy[],
  present: ReadonlySet<string>,
): Omit<PolicyDecision, 'notes'> {
  const verdicts = new Map(wanted.map((cluster) => [cluster.name, judge(cluster, policies)]));
  const names = [...verdicts.keys()].sort();
  const isFollowed = [...verdicts.values()].every((verdict) => verdict?.isSure !== false);
  const allowed = names.filter((name) => verdicts.get(name) === undefined);
  const held = names.filter((name) => present.has(name) && verdicts.get(name)?.removes === false);
  // What is allowed stays before what is only kept.
  const there = [...allowed.filter((name) => present.has(name)), ...held];
  const stays = there.slice(0, isFollowed ? maximum(policies.filter(isRemoving)) : undefined);
  const room = Math.max(0, maximum(policies) - stays.length);
  const joins = allowed.filter((name) => !present.has(name)).slice(0, room);
  const chosen = new Set([...stays, ...joins]);
  const fits = new Set([...stays.slice(0, maximum(policies)), ...joins]);
  const excluded = names.flatMap((name) => {
    const exclusion = verdicts.get(name)?.exclusion ?? (fits.has(name) ? undefined : tooMany(name, policies));
    if (!exclusion) return [];
    return chosen.has(name) ? [{ ...exclusion, kept: true as const }] : [exclusion];
  });
  return {
    chosen: wanted.map(({ name }) => name).filter((name) => chosen.has(name)),
    excluded,
    barred: new Set(names.filter((name) => !chosen.has(name) && !present.has(name))),
  };
}

/** What policies together say of a cluster that not all of them allow. */
interface Verdict {
  readonly exclusion: Exclusion;
  readonly removes: boolean;
  /** Whether every refusal is one that the policy means. */
  readonly isSure: boolean;
}

function judge(cluster: ClusterView, policies: readonly Policy[]): Verdict | undefined {
  const refusals = policies.flatMap((policy) => {
    const refusal = policy.refuses(cluster);
    return refusal ? [{ policy, refusal }] : [];
  });
  const removing = refusals.find(({ policy, refusal }) => refusal.isSure && isRemoving(policy));
  const told = removing ?? refusals[0];
  if (!told) return undefined;
  return {
    exclusion: exclusionOf(cluster.name, told.policy, told.refusal),
    removes: removing !== undefined,
    isSure: refusals.every(({ refusal }) => refusal.isSure),
  };
}

function exclusionOf(cluster: string, { title }: Policy, { reason, message }: Refusal): Exclusion {
  return { cluster, by: title, reason, message };
}

function tooMany(cluster: string, policies: readonly Policy[]): Exclusion | undefined {
  const most = maximum(policies);
  const policy = policies.find(({ maxClusters }) => maxClusters === most);
  return policy && { cluster, by: policy.title, reason: 'TooManyClusters', message: `spec.maxClusters is ${most}` };
}

function maximum(policies: readonly Policy[]): number {
  return Math.min(...policies.map(({ maxClusters }) => maxClusters));
}

function isRemoving({ whenNoLongerAllowed }: Policy): boolean {
  return whenNoLongerAllowed === 'Remove';
}

function auditNotes(clusters: readonly ClusterView[], { title, refuses, maxClusters }: Policy): string[] {
  const refused = clusters.flatMap((cluster) => {
    const refusal = refuses(cluster);
    return refusal ? [`${cluster.name} (${refusal.message})`] : [];
  });
  const more = refused.length > mostNamed ? `, and ${refused.length - mostNamed} more` : '';
  const left = clusters.length - refused.length;
  return [
    ...(refused.length > 0 ? [`${title} would not allow ${refused.sort().slice(0, mostNamed).join(', ')}${more}`] : []),
    ...(left > maxClusters ? [`${title} would not allow more than ${maxClusters}`] : []),
  ];
}

/** ClusterPlacementPolicies come before PlacementPolicies; which one is told of, not what is allowed, depends on the order. */
function byTitle({ title: a }: Policy, { title: b }: Policy): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
