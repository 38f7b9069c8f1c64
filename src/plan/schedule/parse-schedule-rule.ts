import type { Parsed } from '../../api/kind.ts';
import type { SchedulingPreferenceSpec } from '../../api/scheduling-preference.ts';
import { parseToleration } from '../taint/toleration.ts';
import { parseClusterTerm, type ClusterPredicate, type ClusterTerm, type CompileExpression } from './cluster-term.ts';
import type { ScheduleRule, ShareRule, SpreadRule, TimedToleration } from './schedule-rule.ts';

type Clusters = NonNullable<SchedulingPreferenceSpec['clusters']>;
type Share = NonNullable<NonNullable<SchedulingPreferenceSpec['replicas']>['shares']>[number];

const everyCluster = { name: 'all', has: () => true };

/** So many different rules are remembered; a federation has fewer. */
const mostRules = 1_000;
const remembered = new WeakMap<CompileExpression, Map<string, Parsed<ScheduleRule>>>();

/**
 * Compiles the spec of a SchedulingPreference; expressions over clusters by what is given for it. What was compiled
 * lately is not compiled again: preferences that ask for the same share one rule, and with it what it says of clusters.
 */
export function parseScheduleRule(spec: SchedulingPreferenceSpec, compile: CompileExpression): Parsed<ScheduleRule> {
  const { target: _, replicas, ...others } = spec;
  const { total: _total, ...division } = replicas ?? {};
  const asked = JSON.stringify([others, replicas && division]);
  const rules = remembered.get(compile) ?? new Map<string, Parsed<ScheduleRule>>();
  remembered.set(compile, rules);
  const rule = rules.get(asked) ?? compileRule(spec, compile);
  // The one that was asked for last comes last, and the first is forgotten.
  rules.delete(asked);
  rules.set(asked, rule);
  if (rules.size > mostRules) rules.delete(rules.keys().next().value ?? '');
  return rule;
}

function compileRule(spec: SchedulingPreferenceSpec, compile: CompileExpression): Parsed<ScheduleRule> {
  const { clusters = {}, replicas, failover = {}, full = {} } = spec;
  const terms = new TermParser(compile);
  const groups = (clusters.groups ?? []).map((group, index) => ({
    name: group.name,
    has: terms.parse(group, `spec.clusters.groups[${index}]`),
  }));
  const preferred = (clusters.preferred ?? []).map((term, index) => ({
    weight: term.weight,
    has: terms.parse(term, `spec.clusters.preferred[${index}]`),
  }));
  const shares = (replicas?.shares ?? []).map((share, index) =>
    shareOf(share, terms.parse(share, `spec.replicas.shares[${index}]`)),
  );
  if (terms.reasons.length > 0) return { ok: false, reasons: terms.reasons };
  const rule: ScheduleRule = {
    groups: clusters.groups ? groups : [everyCluster],
    preferred,
    ...choiceOf(clusters),
    ...(replicas && { divide: { by: replicas.divideBy, shares } }),
    rebalance: spec.rebalance ?? 'Never',
    ...(spec.rebalanceRequest !== undefined && { rebalanceRequest: spec.rebalanceRequest }),
    failoverAfterMs: 1_000 * (failover.afterSeconds ?? 300),
    returns: failover.whenBack === 'Return',
    retryFullAfterMs: 1_000 * (full.retryAfterSeconds ?? 1_800),
  };
  return { ok: true, value: rule };
}

/** Keeps the reasons why terms make no sense, all of them together. */
class TermParser {
  readonly reasons: string[] = [];
  readonly #compile: CompileExpression;

  constructor(compile: CompileExpression) {
    this.#compile = compile;
  }

  parse(term: ClusterTerm, path: string): ClusterPredicate {
    const parsed = parseClusterTerm(term, path, this.#compile);
    if (parsed.ok) return parsed.value;
    this.reasons.push(...parsed.reasons);
    return () => false;
  }
}

function choiceOf({
  groupUse = 'Fallback',
  tolerations = [],
  scores = [],
  spread = [],
  maxClusters = Infinity,
}: Clusters): Pick<ScheduleRule, 'groupUse' | 'tolerations' | 'scores' | 'spread' | 'maxClusters'> {
  return { groupUse, tolerations: tolerations.map(tolerationOf), scores, spread: spread.map(spreadOf), maxClusters };
}

function spreadOf({
  label,
  minGroups = 1,
  maxGroups = Infinity,
  maxSkew = Infinity,
}: NonNullable<Clusters['spread']>[number]): SpreadRule {
  return { label, minGroups, maxGroups, maxSkew };
}

function tolerationOf(toleration: NonNullable<Clusters['tolerations']>[number]): TimedToleration {
  const { tolerationSeconds } = toleration;
  return {
    ...parseToleration(toleration),
    ...(tolerationSeconds !== undefined && { ms: 1_000 * tolerationSeconds }),
  };
}

function shareOf({ min = 0, max = Infinity, weight = 1, priority = 0 }: Share, has: ClusterPredicate): ShareRule {
  return { has, least: min, most: max, weight, priority };
}
