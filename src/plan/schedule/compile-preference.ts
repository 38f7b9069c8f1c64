import { compileCel } from '../../base/cel.ts';
import { parseTimestamp } from '../../base/timestamp.ts';
import { keyOf, refOf, type KubeObject } from '../../api/meta.ts';
import {
  parseSchedulingPreference,
  type RecordedDecision,
  type SchedulingPreference,
} from '../../api/scheduling-preference.ts';
import { matchesLabels, parseLabelSelector, type Labels } from '../placement/label-selector.ts';
import type { ScheduleInForce } from './apply-schedule.ts';
import type { ClusterPredicate, CompileExpression } from './cluster-term.ts';
import { parseScheduleRule } from './parse-schedule-rule.ts';
import type { ScheduleRule } from './schedule-rule.ts';

/** A federated object as preferences select it. */
export interface SchedulableObject {
  /** Of the federated type, such as FederatedDeployment. */
  readonly kind: string;
  /** Empty for what has no namespace. */
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
}

/** What a preference asks for, ready for many objects. */
export interface CompiledPreference {
  readonly rule: ScheduleRule;
  /** Kind of the federated type. */
  readonly kind: string;
  /** Absent where the template says how many there are. */
  readonly total?: number;
  /** How long a pod may look for room. */
  readonly moveAfterMs: number;
}

/** A SchedulingPreference, and what it has decided. */
export interface Preference {
  /** `namespace/name`. */
  readonly key: string;
  readonly title: string;
  readonly compiled?: CompiledPreference;
  /** Why it cannot be followed. */
  readonly fault?: string;
  readonly selects: (object: SchedulableObject) => boolean;
  readonly namespace: string;
  /** Of the object that it names; absent where it selects. */
  readonly objectName?: string;
  /** When it was made, in milliseconds. */
  readonly since: number;
  /** Of what is asked for; another one of the same name has another uid. */
  readonly generation: number;
  readonly uid: string;
  /** By name of the object. */
  readonly decisions: ReadonlyMap<string, RecordedDecision>;
}

/** Compiles a SchedulingPreference. One that cannot be read at all is taken to be about everything in its namespace. */
export function compilePreference(object: KubeObject): Preference {
  const ref = refOf(object);
  const { creationTimestamp, generation = 0, uid = '' } = object.metadata;
  const common = {
    key: keyOf(ref),
    title: `SchedulingPreference ${keyOf(ref)}`,
    namespace: ref.namespace,
    since: parseTimestamp(creationTimestamp),
    generation,
    uid,
  };
  const parsed = parseSchedulingPreference(object);
  if (!parsed.ok) {
    const selects = ({ namespace }: SchedulableObject) => namespace === ref.namespace;
    return { ...common, fault: parsed.reasons.join('; '), selects, decisions: new Map() };
  }
  const { spec, status } = parsed.value;
  const selection = compileTarget(spec.target, ref.namespace);
  const rule = parseScheduleRule(spec, compileExpression);
  const faults = [...(selection.fault === undefined ? [] : [selection.fault]), ...(rule.ok ? [] : rule.reasons)];
  return {
    ...common,
    ...(rule.ok && faults.length === 0 && { compiled: compiledOf(spec, rule.value) }),
    ...(faults.length > 0 && { fault: faults.join('; ') }),
    selects: selection.selects,
    ...(spec.target.name !== undefined && { objectName: spec.target.name }),
    decisions: new Map((status?.decisions ?? []).map((decision) => [decision.name, decision])),
  };
}

/** What holds while preferences cannot be read at all: everything stays where it is, and goes nowhere else. */
export function unreadablePreferences(why: string): Preference {
  return {
    key: '',
    title: 'Scheduling preferences',
    fault: `they cannot be read: ${why}`,
    selects: () => true,
    namespace: '',
    since: 0,
    generation: 0,
    uid: '',
    decisions: new Map(),
  };
}

/** What a preference says of an object it selects. */
export function scheduleOf({ title, fault, decisions }: Preference, name: string): ScheduleInForce {
  const decision = decisions.get(name);
  return { title, ...(decision && { decision }), ...(fault !== undefined && { fault }) };
}

/** Which of several preferences decides about an object: one that names it, then the oldest, then by name. */
export function preferenceInForce(
  preferences: Iterable<Preference>,
  object: SchedulableObject,
): Preference | undefined {
  let first: Preference | undefined;
  for (const one of preferences) if (one.selects(object) && (!first || isBefore(one, first))) first = one;
  return first;
}

function isBefore(one: Preference, other: Preference): boolean {
  const [isNamed, isOtherNamed] = [one.objectName !== undefined, other.objectName !== undefined];
  if (isNamed !== isOtherNamed) return isNamed;
  if (one.since !== other.since) return one.since < other.since;
  return one.key < other.key;
}

type Spec = SchedulingPreference['spec'];

function compiledOf({ target, replicas, full }: Spec, rule: ScheduleRule): CompiledPreference {
  return {
    rule,
    kind: target.kind,
    ...(replicas?.total !== undefined && { total: replicas.total }),
    moveAfterMs: 1_000 * (full?.moveAfterSeconds ?? 60),
  };
}

function compileTarget(
  target: Spec['target'],
  namespace: string,
): { readonly selects: Preference['selects']; readonly fault?: string } {
  const isOfKind = (object: SchedulableObject) => object.namespace === namespace && object.kind === target.kind;
  if (target.name !== undefined) return { selects: (object) => isOfKind(object) && object.name === target.name };
  const matcher = parseLabelSelector(target.labelSelector ?? {});
  if (!matcher.ok) {
    return { selects: isOfKind, fault: matcher.reasons.map((one) => `spec.target.labelSelector.${one}`).join('; ') };
  }
  return { selects: (object) => isOfKind(object) && matchesLabels(matcher.value, object.labels) };
}

/** A cluster for which an expression has no answer, such as one without the label it asks for, is not meant. */
const compileExpression: CompileExpression = (text) => {
  const compiled = compileCel(text, ['cluster']);
  if (!compiled.ok) return { ok: false, reasons: [compiled.message] };
  const predicate: ClusterPredicate = ({ name, labels }) => {
    const answer = compiled.predicate({ cluster: { name, labels } });
    return answer.ok && answer.value;
  };
  return { ok: true, value: predicate };
};
