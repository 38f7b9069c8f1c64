import { compileCel, type CelPredicate } from '../../base/cel.ts';
import type { ClusterChoice, PlacementPolicy } from '../../api/placement-policy.ts';
import { parsePlacementPolicy } from '../../api/placement-policy.ts';
import { keyOf, refOf, type KubeObject } from '../../api/meta.ts';
import type { ClusterView } from '../placement/cluster-view.ts';
import {
  formatRequirement,
  parseLabelSelector,
  unmetRequirement,
  type LabelMatcher,
} from '../placement/label-selector.ts';
import { formatTaint } from '../taint/format-taint.ts';
import { parseToleration, tolerates, type Toleration } from '../taint/toleration.ts';
import { compileSelection, type SelectableObject } from './policy-selection.ts';

/** Why a policy does not allow a cluster. */
export interface Refusal {
  readonly reason: 'NotAllowed' | 'Denied' | 'TaintNotTolerated' | 'NoAnswer' | 'PolicyBroken' | 'PoliciesUnreadable';
  readonly message: string;
  /** The policy says so, rather than not being able to say otherwise: only then may anything be removed for it. */
  readonly isSure: boolean;
}

/** A policy ready for many objects and clusters. */
export interface Policy {
  /** Kind, and namespace/name or name, as people know it. */
  readonly title: string;
  readonly mode: 'Enforce' | 'Audit';
  readonly maxClusters: number;
  readonly whenNoLongerAllowed: 'Keep' | 'Remove';
  /** Why it cannot be followed; what it might select stays where it is, and goes nowhere else. */
  readonly fault?: string;
  readonly selects: (object: SelectableObject) => boolean;
  /** Undefined when it allows the cluster. */
  readonly refuses: (cluster: ClusterView) => Refusal | undefined;
}

type Check = (cluster: ClusterView) => Refusal | undefined;
type CompiledChoice = { readonly ok: true; readonly check: Check } | { readonly ok: false; readonly fault: string };

/**
 * Compiles a ClusterPlacementPolicy or PlacementPolicy. Of one that makes no sense whatever can be read is heeded: its
 * namespace, its mode and its selection; otherwise it is taken to select everything and to allow nothing new.
 */
export function compilePolicy(kind: string, object: KubeObject): Policy {
  const title = `${kind} ${keyOf(refOf(object))}`;
  const { namespace } = object.metadata;
  const parsed = parsePlacementPolicy(object);
  if (!parsed.ok) return brokenPolicy(title, namespace, parsed.reasons.join('; '));
  const { spec } = parsed.value;
  const selection = compileSelection(spec.select ?? {}, namespace);
  if (!selection.ok) return { ...brokenPolicy(title, namespace, selection.fault), mode: spec.mode };
  const choices = [compileChoice('allowed', spec.allowed), compileChoice('denied', spec.denied)];
  const faults = choices.flatMap((choice) => (choice.ok ? [] : [choice.fault]));
  const checks = [...choices.flatMap((choice) => (choice.ok ? [choice.check] : [])), ...taintChecks(spec)];
  return {
    title,
    ...termsOf(spec),
    selects: selection.selects,
    ...(faults.length > 0 ? broken(faults.join('; ')) : { refuses: remembering(anyOf(checks)) }),
  };
}

/** What holds while policies cannot be read at all: everything stays where it is, and goes nowhere else. */
export function unreadablePolicies(why: string): Policy {
  const refusal: Refusal = { reason: 'PoliciesUnreadable', message: `they cannot be read: ${why}`, isSure: false };
  return {
    title: 'Placement policies',
    mode: 'Enforce',
    maxClusters: Infinity,
    whenNoLongerAllowed: 'Keep',
    fault: refusal.message,
    selects: () => true,
    refuses: () => refusal,
  };
}

function termsOf({ mode, maxClusters = Infinity, whenNoLongerAllowed }: PlacementPolicy['spec']) {
  return { mode, maxClusters, whenNoLongerAllowed };
}

function brokenPolicy(title: string, namespace: string | undefined, fault: string): Policy {
  return {
    title,
    mode: 'Enforce',
    maxClusters: Infinity,
    whenNoLongerAllowed: 'Keep',
    selects: (object) => namespace === undefined || namespace === object.namespace,
    ...broken(fault),
  };
}

function broken(fault: string): Pick<Policy, 'refuses'> & { readonly fault: string } {
  const refusal: Refusal = { reason: 'PolicyBroken', message: fault, isSure: false };
  return { fault, refuses: () => refusal };
}

function anyOf(checks: readonly Check[]): Check {
  return (cluster) => {
    let unsure: Refusal | undefined;
    for (const check of checks) {
      const refusal = check(cluster);
      if (refusal?.isSure === true) return refusal;
      unsure ??= refusal;
    }
    return unsure;
  };
}

/** What a policy says of a cluster is the same for every object. */
function remembering(check: Check): Check {
  const known = new WeakMap<ClusterView, { readonly refusal: Refusal | undefined }>();
  return (cluster) => {
    const found = known.get(cluster) ?? { refusal: check(cluster) };
    known.set(cluster, found);
    return found.refusal;
  };
}

/** How each field of spec.allowed or spec.denied refuses a cluster. */
function compileChoice(field: 'allowed' | 'denied', choice: ClusterChoice | undefined): CompiledChoice {
  if (!choice) return { ok: true, check: () => undefined };
  const path = `spec.${field}`;
  const checks: Check[] = [];
  if (choice.clusters) checks.push(checkNames(field, new Set(choice.clusters.map(({ name }) => name)), path));
  if (choice.clusterSelector) {
    const matcher = parseLabelSelector(choice.clusterSelector);
    if (!matcher.ok)
      return { ok: false, fault: matcher.reasons.map((one) => `${path}.clusterSelector.${one}`).join('; ') };
    checks.push(checkLabels(field, matcher.value, path));
  }
  if (choice.expression !== undefined) {
    const compiled = compileCel(choice.expression, ['cluster']);
    if (!compiled.ok) return { ok: false, fault: `${path}.expression: ${compiled.message}` };
    checks.push(checkExpression(field, compiled.predicate, path));
  }
  return { ok: true, check: anyOf(checks) };
}

function checkNames(field: 'allowed' | 'denied', names: ReadonlySet<string>, path: string): Check {
  return ({ name }) => {
    if (field === 'denied') return names.has(name) ? denied(`named in ${path}.clusters`) : undefined;
    return names.has(name) ? undefined : notAllowed(`not named in ${path}.clusters`);
  };
}

function checkLabels(field: 'allowed' | 'denied', matcher: LabelMatcher, path: string): Check {
  return ({ labels }) => {
    const unmet = unmetRequirement(matcher, labels);
    if (field === 'denied') return unmet ? undefined : denied(`labels match ${path}.clusterSelector`);
    return unmet && notAllowed(`labels do not match ${path}.clusterSelector: ${formatRequirement(unmet)}`);
  };
}

function checkExpression(field: 'allowed' | 'denied', predicate: CelPredicate, path: string): Check {
  return ({ name, labels }) => {
    const answer = predicate({ cluster: { name, labels } });
    if (!answer.ok) {
      const message = `${path}.expression has no answer for this cluster: ${answer.message}`;
      return { reason: 'NoAnswer', message, isSure: false };
    }
    if (field === 'denied') return answer.value ? denied(`${path}.expression is true`) : undefined;
    return answer.value ? undefined : notAllowed(`${path}.expression is false`);
  };
}

function taintChecks({ requiredTolerations }: PlacementPolicy['spec']): Check[] {
  const tolerations = requiredTolerations?.map(parseToleration);
  return tolerations ? [({ taints }) => refuseTaints(taints, tolerations)] : [];
}

/** Absent tolerations would not be asked at all; an empty list tolerates nothing. */
function refuseTaints(taints: ClusterView['taints'], tolerations: readonly Toleration[]): Refusal | undefined {
  const taint = taints.find(
    (one) => one.effect !== 'PreferNoSchedule' && !tolerations.some((each) => tolerates(each, one)),
  );
  if (!taint) return undefined;
  const message = `spec.requiredTolerations does not tolerate its taint ${formatTaint(taint)}`;
  return { reason: 'TaintNotTolerated', message, isSure: true };
}

function notAllowed(message: string): Refusal {
  return { reason: 'NotAllowed', message, isSure: true };
}

function denied(message: string): Refusal {
  return { reason: 'Denied', message, isSure: true };
}
