import type { FederatedObject } from '../../api/federated-object.ts';
import { federatedResource, isNamespaceType, targetResource } from '../../api/federated-type-config.ts';
import { keyOf } from '../../api/meta.ts';
import type { Preference } from '../../plan/schedule/compile-preference.ts';
import { targetRefOf } from '../../plan/propagate/target-ref.ts';
import { find } from '../apply-object.ts';
import { askOnce } from '../ask-once.ts';
import { namespaces } from '../built-in-types.ts';
import type { CliContext } from '../context.ts';
import { decideObject, type ClusterReason } from '../decision/decide-object.ts';
import { readFederationFacts, type FederationFacts } from '../decision/federation-facts.ts';
import { readPreferences } from '../decision/read-preferences.ts';
import type { Host } from '../host.ts';
import { openMembers, type OpenMember } from '../open-members.ts';
import { notAsked, planCluster, type Place, type PlannedCluster } from './plan-cluster.ts';
import { planNamespaces, type NamespaceOf } from './plan-namespaces.ts';
import type { Wish } from './read-wishes.ts';

interface PlannedHead {
  readonly kind: string;
  /** `namespace/name` of the federated object. */
  readonly object: string;
  readonly isNew: boolean;
  /** The objects beside it that the manifests tell of. */
  readonly beside: Wish['beside'];
}

interface PlannedOutcome {
  /** Why nothing can be decided, if so. */
  readonly problem?: string;
  readonly notes: readonly string[];
  readonly clusters: readonly PlannedCluster[];
}

export type PlannedObject = PlannedHead & PlannedOutcome;

export interface Planned {
  readonly objects: readonly PlannedObject[];
}

/** Plans each of the wishes on its own, and asks every ready member in a dry run. Writes nothing. */
export async function planWishes(context: CliContext, host: Host, wishes: readonly Wish[]): Promise<Planned> {
  const facts = await readFederationFacts(host);
  const members = await openMembers(context, host, facts.clusters);
  const namespaceOf = planNamespaces(host, wishes);
  const preferencesOf = askOnce((namespace: string) => readPreferences(host, namespace));
  try {
    const objects: PlannedObject[] = [];
    for (const wish of wishes) {
      const head = headOf(wish);
      const mustStay = await hostsOwn(host, wish);
      const planned = wish.wanted
        ? await planWish({ facts, members, namespaceOf, preferencesOf, mustStay }, wish, wish.wanted)
        : { problem: noneOf(head), notes: [], clusters: [] };
      objects.push({ ...head, ...planned });
    }
    return { objects };
  } finally {
    await Promise.all(members.map(({ client }) => client.close()));
  }
}

function headOf({ config, ref, wanted, live, beside }: Wish): PlannedHead {
  const isNew = wanted !== undefined && live === undefined;
  return { kind: federatedResource(config).kind, object: keyOf(ref), isNew, beside };
}

function noneOf({ kind }: PlannedHead): string {
  return `there is no ${kind} of this name, neither on the host nor among the manifests`;
}

interface Surroundings {
  readonly facts: FederationFacts;
  readonly members: readonly OpenMember[];
  readonly namespaceOf: NamespaceOf;
  readonly preferencesOf: (namespace: string) => Promise<readonly Preference[]>;
  readonly mustStay: Place['mustStay'];
}

async function planWish(
  { facts, members, namespaceOf, preferencesOf, mustStay }: Surroundings,
  { config, ref, live, split }: Wish,
  wanted: FederatedObject,
): Promise<PlannedOutcome> {
  const federated = live?.status ? { ...wanted, status: live.status } : wanted;
  const namespacePlacement = await namespaceOf(config, ref.namespace);
  const preferences = await preferencesOf(ref.namespace);
  const object = { config, federated, split, namespacePlacement, preferences };
  const { decision, reasons } = decideObject(facts, object);
  const target = targetResource(config);
  const targetRef = targetRefOf(ref, isNamespaceType(config));
  const open = new Map(members.map((member) => [member.name, member]));
  const clusters = await Promise.all(
    facts.clusters.map(({ metadata: { name: cluster } }) => {
      const member = open.get(cluster);
      const why = whyOf(reasons.get(cluster));
      const place = { target, targetRef, decision, why, adopt: facts.settings.adoptResources, mustStay };
      return member ? planCluster(member, place) : Promise.resolve(notAsked(cluster, decision));
    }),
  );
  return {
    ...(decision.problem ? { problem: decision.problem.message } : {}),
    notes: decision.notes,
    clusters: decision.problem ? [] : clusters.sort((a, b) => (a.cluster < b.cluster ? -1 : 1)),
  };
}

/** Tells the host's own namespace from those that federation made. */
async function hostsOwn({ client }: Host, { config, ref: { name } }: Wish): Promise<Place['mustStay']> {
  if (!isNamespaceType(config)) return () => false;
  const own = await find(client, namespaces, { namespace: '', name });
  return ({ metadata }) => metadata.uid === own?.metadata.uid;
}

/** Who keeps it out is named; that it is by its placement goes without saying. */
function whyOf(reason: ClusterReason | undefined): string {
  if (!reason) return '';
  return reason.by === 'spec.placement' ? reason.text : `${reason.by}: ${reason.text}`;
}
