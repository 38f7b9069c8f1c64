import type { LabelSelector, LabelSelectorRequirement } from '../../api/federated-object.ts';
import type { Parsed } from '../../api/kind.ts';
import { labelKeyFaults, labelValueFaults } from './label-syntax.ts';

export type Labels = Readonly<Record<string, string>>;

/** One thing a selector asks of labels. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: ReadonlySet<string>;
}

/** A selector ready for many labels: all of it must hold, so an empty one matches everything. */
export type LabelMatcher = readonly LabelRequirement[];

/** Compiles a selector; matchLabels and matchExpressions must both hold. Reasons are worded as Kubernetes words them. */
export function parseLabelSelector(selector: LabelSelector): Parsed<LabelMatcher> {
  const labels = Object.entries(selector.matchLabels ?? {});
  const expressions = selector.matchExpressions ?? [];
  const reasons = [
    ...labels.flatMap(([key, value]) => faultsOfLabel(key, value)),
    ...expressions.flatMap((expression, index) => faultsOf(expression, `matchExpressions[${index}]`)),
  ];
  if (reasons.length > 0) return { ok: false, reasons };
  return { ok: true, value: [...labels.map(requireLabel), ...expressions.map(requireExpression)] };
}

/** Whether labels meet every requirement. */
export function matchesLabels(matcher: LabelMatcher, labels: Labels): boolean {
  return unmetRequirement(matcher, labels) === undefined;
}

/** The first requirement that labels do not meet. */
export function unmetRequirement(matcher: LabelMatcher, labels: Labels): LabelRequirement | undefined {
  return matcher.find((requirement) => !isMet(requirement, labels));
}

/** A requirement as kubectl's --selector writes it: `tier in (back,front)`, `gpu`, `!edge`. */
export function formatRequirement({ key, operator, values }: LabelRequirement): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  const [only, ...more] = [...values].sort();
  if (more.length === 0) return `${key}${operator === 'In' ? '=' : '!='}${only}`;
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${[only, ...more].join(',')})`;
}

function isMet({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.has(value);
    case 'NotIn':
      return value === undefined || !values.has(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

function requireLabel([key, value]: [string, string]): LabelRequirement {
  return { key, operator: 'In', values: new Set([value]) };
}

function requireExpression({ key, operator, values }: LabelSelectorRequirement): LabelRequirement {
  return { key, operator: operator as LabelRequirement['operator'], values: new Set(values) };
}

function faultsOfLabel(key: string, value: string): string[] {
  return [
    ...labelKeyFaults(key).map((fault) => invalid('matchLabels', key, fault)),
    ...labelValueFaults(value).map((fault) => invalid('matchLabels', value, fault)),
  ];
}

function faultsOf({ key, operator, values = [] }: LabelSelectorRequirement, path: string): string[] {
  return [
    ...labelKeyFaults(key).map((fault) => invalid(`${path}.key`, key, fault)),
    ...operatorFaults(operator, values, path),
    ...values.flatMap((value, index) =>
      labelValueFaults(value).map((fault) => invalid(`${path}.values[${index}]`, value, fault)),
    ),
  ];
}

function operatorFaults(operator: string, values: readonly string[], path: string): string[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return [];
      return [`${path}.values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`];
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return [];
      return [`${path}.values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'`];
    default:
      return [invalid(`${path}.operator`, operator, 'not a valid selector operator')];
  }
}

function invalid(path: string, value: string, fault: string): string {
  return `${path}: Invalid value: ${JSON.stringify(value)}: ${fault}`;
}
