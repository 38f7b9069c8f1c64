import { objectIn, objectsIn, type JsonObject } from '../../base/json.ts';
import { stableStringify } from '../../base/stable-json.ts';
import type { NodeOffer, NodeTaint } from './node-offer.ts';

/** Which nodes a pod may run on. */
export type NodePredicate = (name: string, offer: NodeOffer) => boolean;

/** On every node that keeps nobody away. */
export const onAnyNode: NodePredicate = (_name, { taints }) => taints.length === 0;

/** What pods say of the nodes they may run on. */
export interface NodeChoice {
  /** The same for the same words. */
  readonly key: string;
  readonly isMeant: NodePredicate;
}

/**
 * Which nodes a pod with this spec may run on, by its tolerations, nodeSelector and required node affinity; undefined
 * where it says nothing of them, which is onAnyNode.
 */
export function nodeChoice(spec: JsonObject): NodeChoice | undefined {
  const tolerations = objectsIn(spec['tolerations']);
  const selector = objectIn(spec['nodeSelector']);
  const labels = Object.entries(selector);
  const affinity = objectIn(objectIn(spec['affinity'])['nodeAffinity']);
  const required = affinity['requiredDuringSchedulingIgnoredDuringExecution'];
  if (tolerations.length + labels.length === 0 && required === undefined) return undefined;
  const terms = required === undefined ? undefined : objectsIn(objectIn(required)['nodeSelectorTerms']);
  const isMeant: NodePredicate = (name, offer) =>
    offer.taints.every((taint) => tolerations.some((toleration) => tolerates(toleration, taint))) &&
    labels.every(([key, value]) => offer.labels[key] === value) &&
    (terms?.some((term) => isMet(term, name, offer)) ?? true);
  return { key: stableStringify([tolerations, selector, required]), isMeant };
}

/** An empty effect is every effect; an empty key, which goes with Exists only, every key. */
function tolerates({ key = '', operator = 'Equal', value = '', effect = '' }: JsonObject, taint: NodeTaint): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (operator === 'Exists') return key === '' || key === taint.key;
  return operator === 'Equal' && key === taint.key && value === (taint.value ?? '');
}

/** All of a term has to hold; one that asks for nothing is met by no node. */
function isMet({ matchExpressions, matchFields }: JsonObject, name: string, { labels }: NodeOffer): boolean {
  const [expressions, fields] = [objectsIn(matchExpressions), objectsIn(matchFields)];
  if (expressions.length + fields.length === 0) return false;
  return (
    expressions.every((each) => holds(each, typeof each['key'] === 'string' ? labels[each['key']] : undefined)) &&
    fields.every((each) => each['key'] === 'metadata.name' && holds(each, name))
  );
}

type Operator = (found: string | undefined, values: readonly unknown[]) => boolean;

const operators: ReadonlyMap<unknown, Operator> = new Map<unknown, Operator>([
  ['In', (found, values) => found !== undefined && values.includes(found)],
  ['NotIn', (found, values) => found === undefined || !values.includes(found)],
  ['Exists', (found) => found !== undefined],
  ['DoesNotExist', (found) => found === undefined],
  ['Gt', (found, [bound]) => Number(found) > Number(bound)],
  ['Lt', (found, [bound]) => Number(found) < Number(bound)],
]);

function holds({ operator, values }: JsonObject, found: string | undefined): boolean {
  return operators.get(operator)?.(found, Array.isArray(values) ? values : []) ?? false;
}
