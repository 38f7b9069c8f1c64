import { messageOf } from '../../base/message-of.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import { isNamespaceType, replicasPathOf, targetResource } from '../../api/federated-type-config.ts';
import type { KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { keyOf, refOf } from '../../api/meta.ts';
import { demandOf } from '../../plan/capacity/demand-of.ts';
import type { NodeChoice } from '../../plan/capacity/node-choice.ts';
import { decideChoice } from '../../plan/propagate/decide-choice.ts';
import { targetRefOf } from '../../plan/propagate/target-ref.ts';
import { clusterFactsOf } from '../../plan/schedule/cluster-facts.ts';
import type { CompiledPreference, Preference } from '../../plan/schedule/compile-preference.ts';
import { composeInput } from '../../plan/schedule/compose-input.ts';
import { decideSchedule } from '../../plan/schedule/decide-schedule.ts';
import type { ClusterFacts, WorkloadFacts } from '../../plan/schedule/facts.ts';
import { lostClusters, notReadySince } from '../../plan/schedule/lost-clusters.ts';
import { needsCapacity } from '../../plan/schedule/needs-capacity.ts';
import { previewSchedule, type SchedulePreview } from '../../plan/schedule/preview-schedule.ts';
import { recallDecision } from '../../plan/schedule/record-decision.ts';
import { allowedInput, type ObjectFacts } from '../decision/decide-object.ts';
import type { FederationFacts } from '../decision/federation-facts.ts';
import { isReady } from '../open-members.ts';
import type { MemberReader } from './member-reader.ts';

/** A federation, and its ready members by name. */
export interface TrySurroundings {
  readonly facts: FederationFacts;
  readonly readers: ReadonlyMap<string, MemberReader>;
  /** In milliseconds. */
  readonly now: number;
}

/** What a preference would decide about one object. */
export interface TriedObject {
  /** Of the federated type. */
  readonly kind: string;
  /** `namespace/name` */
  readonly object: string;
  /** Why nothing would be decided. */
  readonly problem?: string;
  readonly schedule?: SchedulePreview;
  readonly notes: readonly string[];
}

type Outcome = Pick<TriedObject, 'problem' | 'schedule' | 'notes'>;

/** Decides about one object as the controllers would, from what its clusters say now. Writes nothing. */
export async function tryObject(
  surroundings: TrySurroundings,
  object: Omit<ObjectFacts, 'preferences'>,
  compiled: CompiledPreference,
  decided: Preference['decisions'],
): Promise<Outcome> {
  const { facts, readers, now } = surroundings;
  const { federated, config } = object;
  const recorded = decided.get(federated.metadata.name);
  const previous = recorded && recallDecision(recorded);
  const { workloads, failures } = await readWorkloads(surroundings, object, compiled);
  const input = allowedInput(facts, object);
  const unasked = [...input.present].filter((name) => !readers.has(name) || failures.has(name));
  const present = new Set([...unasked, ...workloads.keys()]);
  const decision = decideChoice({ ...input, present });
  if (!decision.ok) return { problem: decision.problem.message, notes: [] };
  const { choice } = decision;
  const [unread] = failures.values();
  if (unread !== undefined && !previous) return { problem: unread, notes: [] };
  const demand = demandOf(federated.spec?.template ?? {}, replicasPathOf(config));
  if (!previous) assume(unasked, compiled.total ?? demand.replicas, workloads);
  const free = await readClusters(surroundings, choice.allowed, compiled, demand.nodes);
  const key = keyOf(refOf(federated));
  const question = composeInput({ key, compiled, choice, demand, clusters: free.clusters, workloads, previous, now });
  const given = (previous?.taken ?? []).map(({ cluster }) => cluster).filter((name) => !readers.has(name));
  const schedule = previewSchedule(question, decideSchedule(question), new Set([...present, ...given]));
  const overridden = overriddenIn(decision.federated, replicasPathOf(config), schedule);
  const unknown = [...[...failures.values()].sort(), ...free.failures];
  return { schedule, notes: [...unknown, ...notesOn(schedule), ...overridden] };
}

function notesOn({ outcome, unplaced }: SchedulePreview): string[] {
  if (outcome === 'Unschedulable') return ['no clusters can be found as asked for, so that what runs stays'];
  return unplaced === 0 ? [] : [`${unplaced} replicas found no place`];
}

/** An override of replicas comes after what is decided. */
function overriddenIn({ spec }: FederatedObject, path: string | undefined, { clusters }: SchedulePreview): string[] {
  const divided = new Set(clusters.filter(({ replicas }) => replicas !== undefined).map(({ cluster }) => cluster));
  const names = (spec?.overrides ?? [])
    .filter(({ clusterOverrides = [] }) => clusterOverrides.some((one) => one.path === path))
    .flatMap(({ clusterName = '' }) => (divided.has(clusterName) ? [clusterName] : []));
  return names.length === 0 ? [] : [`overrides set the replicas all the same in ${names.sort().join(', ')}`];
}

interface Reading {
  readonly workloads: Map<string, WorkloadFacts>;
  /** By cluster, for people. */
  readonly failures: Map<string, string>;
}

async function readWorkloads(
  { readers, now }: TrySurroundings,
  { config, federated }: Omit<ObjectFacts, 'preferences'>,
  { rule, moveAfterMs }: CompiledPreference,
): Promise<Reading> {
  const ref = targetRefOf(refOf(federated), isNamespaceType(config));
  const replicasPath = rule.divide ? replicasPathOf(config) : undefined;
  const reading: Reading = { workloads: new Map(), failures: new Map() };
  await Promise.all(
    Array.from(readers, async ([cluster, reader]) => {
      try {
        const found = await reader.workload(targetResource(config), ref, { replicasPath, moveAfterMs, now });
        if (found) reading.workloads.set(cluster, found);
      } catch (error) {
        reading.failures.set(cluster, `what ${cluster} has of it cannot be read: ${messageOf(error)}`);
      }
    }),
  );
  return reading;
}

/** What nobody can be asked about is as it was: where nothing was decided, as the template has it. */
function assume(clusters: readonly string[], total: number, workloads: Map<string, WorkloadFacts>): void {
  for (const cluster of clusters) workloads.set(cluster, { asked: total, running: total, unschedulable: 0 });
}

async function readClusters(
  { facts, readers, now }: TrySurroundings,
  allowed: readonly string[],
  { rule }: CompiledPreference,
  nodes: NodeChoice | undefined,
): Promise<{ readonly clusters: readonly ClusterFacts[]; readonly failures: readonly string[] }> {
  const names = new Set(allowed);
  const lost = lostSince(facts.clusters, now);
  const failures: string[] = [];
  const freeIn = async (name: string) => {
    try {
      return needsCapacity(rule) ? await readers.get(name)?.free(nodes) : undefined;
    } catch (error) {
      failures.push(`what the nodes of ${name} have left cannot be read: ${messageOf(error)}`);
      return undefined;
    }
  };
  const clusters = await Promise.all(
    facts.clusters
      .filter(({ metadata }) => names.has(metadata.name))
      .map(async (cluster) => {
        const { name } = cluster.metadata;
        const [since, free] = [lost.get(name), await freeIn(name)];
        const known = { ...(since !== undefined && { lostSince: since }), ...(free && { free }) };
        return clusterFactsOf(cluster, { ...known, seenSince: () => now });
      }),
  );
  return { clusters, failures: failures.sort() };
}

function lostSince(clusters: readonly KubeFedCluster[], now: number): ReadonlyMap<string, number> {
  const away = clusters.filter((cluster) => !isReady(cluster));
  const since = away.map((cluster) => [cluster.metadata.name, notReadySince(cluster, now)] as const);
  return lostClusters(new Map(since), clusters.length, now);
}

/** Whether it is there to be scheduled, rather than on its way out. */
export function isHere({ metadata }: FederatedObject): boolean {
  return metadata.deletionTimestamp === undefined;
}
