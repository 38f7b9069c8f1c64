import type { FederatedObject } from '../../api/federated-object.ts';
import {
  federatedResource,
  federatedTypeConfigType,
  replicasPathOf,
  targetResource,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import { keyOf, refOf } from '../../api/meta.ts';
import type { SplitForms } from '../../plan/forms/merge-forms.ts';
import { preferenceInForce, type CompiledPreference, type Preference } from '../../plan/schedule/compile-preference.ts';
import { preferenceProblem } from '../../plan/schedule/preference-problem.ts';
import { askOnce } from '../ask-once.ts';
import type { CliContext } from '../context.ts';
import { ruledObjectOf } from '../decision/decide-object.ts';
import { readFederationFacts } from '../decision/federation-facts.ts';
import { readPreferences } from '../decision/read-preferences.ts';
import type { Host } from '../host.ts';
import { openMembers } from '../open-members.ts';
import { planNamespaces, type NamespaceOf } from '../plan/plan-namespaces.ts';
import type { Wish } from '../plan/read-wishes.ts';
import { readObjects } from '../status/read-objects.ts';
import { readSplitOf } from '../status/read-split.ts';
import { MemberReader } from './member-reader.ts';
import type { ScheduleRequest } from './read-request.ts';
import { isHere, tryObject, type TriedObject, type TrySurroundings } from './try-object.ts';

/** What one preference would decide. */
export interface TriedPreference {
  /** `namespace/name` */
  readonly preference: string;
  /** Why it cannot be followed. */
  readonly problem?: string;
  /** For people. */
  readonly notes: readonly string[];
  readonly objects: readonly TriedObject[];
}

export interface TriedSchedules {
  readonly preferences: readonly TriedPreference[];
}

interface Candidate {
  readonly federated: FederatedObject;
  readonly split: SplitForms;
}

/** Tries what preferences would decide about the objects they select, as if they were applied. Writes nothing. */
export async function trySchedules(
  context: CliContext,
  host: Host,
  { preferences, wishes }: ScheduleRequest,
): Promise<TriedSchedules> {
  const [facts, { items: configs }] = await Promise.all([
    readFederationFacts(host),
    host.client.list<FederatedTypeConfig>(federatedTypeConfigType, { namespace: host.namespace }),
  ]);
  const members = await openMembers(context, host, facts.clusters);
  const namespaceOf = planNamespaces(host, wishes);
  const onHost = askOnce((namespace: string) => readPreferences(host, namespace));
  const readers = new Map(members.map(({ name, client }) => [name, new MemberReader(client)]));
  try {
    const tried: TriedPreference[] = [];
    for (const preference of preferences) {
      const rivals = withOwn(await onHost(preference.namespace), preferences);
      const surroundings = { facts, readers, now: context.clock.now() };
      tried.push(await tryPreference(host, { preference, rivals, configs, wishes, namespaceOf, surroundings }));
    }
    return { preferences: tried };
  } finally {
    await Promise.all(members.map(({ client }) => client.close()));
  }
}

/** Those of the host, with those that are tried in the place of what they would replace. */
function withOwn(known: readonly Preference[], own: readonly Preference[]): Preference[] {
  const keys = new Set(own.map(({ key }) => key));
  return [...known.filter(({ key }) => !keys.has(key)), ...own];
}

interface PreferenceTrial {
  readonly preference: Preference;
  /** All that may be about its objects, itself among them. */
  readonly rivals: readonly Preference[];
  readonly configs: readonly FederatedTypeConfig[];
  readonly wishes: readonly Wish[];
  readonly namespaceOf: NamespaceOf;
  readonly surroundings: TrySurroundings;
}

async function tryPreference(host: Host, trial: PreferenceTrial): Promise<TriedPreference> {
  const { key, compiled, fault = '' } = trial.preference;
  if (!compiled) return { preference: key, problem: fault, notes: [], objects: [] };
  const config = trial.configs.find((one) => federatedResource(one).kind === compiled.kind);
  const problem = preferenceProblem(compiled, config && schedulableOf(config));
  if (!config || problem !== undefined)
    return { preference: key, ...(problem !== undefined && { problem }), notes: [], objects: [] };
  return { preference: key, ...(await trySelected(host, trial, compiled, config)) };
}

async function trySelected(
  host: Host,
  { preference, rivals, wishes, namespaceOf, surroundings }: PreferenceTrial,
  compiled: CompiledPreference,
  config: FederatedTypeConfig,
): Promise<Pick<TriedPreference, 'notes' | 'objects'>> {
  const notes: string[] = [];
  const objects: TriedObject[] = [];
  const { namespace } = preference;
  for (const { federated, split } of await readCandidates(host, config, wishes, namespace)) {
    const ruled = ruledObjectOf(config, federated);
    if (!isHere(federated) || !preference.selects(ruled)) continue;
    const inForce = preferenceInForce(rivals, ruled);
    if (inForce && inForce.key !== preference.key) {
      notes.push(`${ruled.name} is left to ${inForce.title}, which comes first`);
      continue;
    }
    const namespacePlacement = await namespaceOf(config, namespace);
    const object = { config, federated, split, namespacePlacement };
    const outcome = await tryObject(surroundings, object, compiled, preference.decisions);
    objects.push({ kind: ruled.kind, object: keyOf(refOf(federated)), ...outcome });
  }
  if (objects.length + notes.length === 0) notes.push('no object is selected');
  return { notes, objects: objects.sort((one, other) => (one.object < other.object ? -1 : 1)) };
}

/** The objects of a namespace as they would be with the wishes applied. */
async function readCandidates(
  host: Host,
  config: FederatedTypeConfig,
  wishes: readonly Wish[],
  namespace: string,
): Promise<Candidate[]> {
  const [objects, splitOf] = await Promise.all([
    readObjects(host, config, namespace),
    readSplitOf(host.client, config, namespace),
  ]);
  const all = new Map(objects.map((federated) => [keyOf(refOf(federated)), { federated, split: splitOf(federated) }]));
  for (const { config: own, ref, wanted, live, split } of wishes) {
    if (own.metadata.name !== config.metadata.name || ref.namespace !== namespace || !wanted) continue;
    const federated = live?.status ? { ...wanted, status: live.status } : wanted;
    all.set(keyOf(ref), { federated, split });
  }
  return [...all.values()];
}

function schedulableOf(config: FederatedTypeConfig) {
  return { name: config.metadata.name, target: targetResource(config), replicasPath: replicasPathOf(config) };
}
