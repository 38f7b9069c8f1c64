import type { LabelSelector } from '../../api/federated-object.ts';
import type { Parsed } from '../../api/kind.ts';
import { matchesLabels, parseLabelSelector } from '../placement/label-selector.ts';
import type { ClusterFacts } from './facts.ts';

/** Whether a cluster is meant. */
export type ClusterPredicate = (cluster: ClusterFacts) => boolean;

/** Compiles an expression over a cluster; what language it is in is not known here. */
export type CompileExpression = (text: string) => Parsed<ClusterPredicate>;

/** Which clusters are meant: those that meet all that is given; all clusters where nothing is. */
export interface ClusterTerm {
  readonly clusters?: readonly { readonly name: string }[];
  readonly clusterSelector?: LabelSelector;
  readonly expression?: string;
}

/** Compiles a term; path is where it stands, for reasons. */
export function parseClusterTerm(
  term: ClusterTerm,
  path: string,
  compile: CompileExpression,
): Parsed<ClusterPredicate> {
  const parts = [parseNames(term), parseSelector(term, path), parseExpression(term, path, compile)];
  const reasons = parts.flatMap((part) => (part.ok ? [] : part.reasons));
  if (reasons.length > 0) return { ok: false, reasons };
  const given = parts.flatMap((part) => (part.ok && part.value ? [part.value] : []));
  const [only, ...more] = given;
  if (!only) return { ok: true, value: () => true };
  return { ok: true, value: more.length === 0 ? only : (cluster) => given.every((meant) => meant(cluster)) };
}

type Part = Parsed<ClusterPredicate | undefined>;

function parseNames({ clusters }: ClusterTerm): Part {
  if (!clusters) return { ok: true, value: undefined };
  const known = new Set(clusters.map(({ name }) => name));
  return { ok: true, value: ({ name }) => known.has(name) };
}

function parseSelector({ clusterSelector }: ClusterTerm, path: string): Part {
  if (!clusterSelector) return { ok: true, value: undefined };
  const matcher = parseLabelSelector(clusterSelector);
  if (!matcher.ok) return { ok: false, reasons: matcher.reasons.map((reason) => `${path}.clusterSelector.${reason}`) };
  return { ok: true, value: ({ labels }) => matchesLabels(matcher.value, labels) };
}

function parseExpression({ expression }: ClusterTerm, path: string, compile: CompileExpression): Part {
  if (expression === undefined) return { ok: true, value: undefined };
  const compiled = compile(expression);
  return compiled.ok
    ? compiled
    : { ok: false, reasons: compiled.reasons.map((reason) => `${path}.expression: ${reason}`) };
}
