import type { ClusterTaint } from '../../api/kubefed-cluster.ts';
import { labelKeyFaults, labelValueFaults } from '../placement/label-syntax.ts';

type Effect = ClusterTaint['effect'];

/** What is to become of the taints of a cluster. */
export interface TaintChanges {
  readonly set: readonly { readonly key: string; readonly value?: string; readonly effect: Effect }[];
  /** Without an effect, of every effect. */
  readonly remove: readonly { readonly key: string; readonly effect?: Effect }[];
}

export type ParsedTaintChanges =
  | { readonly ok: true; readonly changes: TaintChanges }
  /** Why the words make no sense. */
  | { readonly ok: false; readonly reason: string };

const effects: readonly Effect[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Reads changes as kubectl writes them: `key=value:Effect` and `key:Effect` set, `key:Effect-` and `key-` remove. */
export function parseTaintChanges(words: readonly string[]): ParsedTaintChanges {
  const changes: { -readonly [Field in keyof TaintChanges]: TaintChanges[Field][number][] } = { set: [], remove: [] };
  for (const word of words) {
    const isRemoval = word.endsWith('-');
    const parts = partsOf(isRemoval ? word.slice(0, -1) : word);
    const fault = faultOf(parts, isRemoval);
    if (fault !== undefined) return { ok: false, reason: `${word}: ${fault}` };
    const { key, value, effect } = parts as Parts & { readonly effect?: Effect };
    if (isRemoval) changes.remove.push({ key, ...(effect && { effect }) });
    else if (effect) changes.set.push({ key, ...(value && { value }), effect });
  }
  const reason = contradictionIn(changes);
  return reason === undefined ? { ok: true, changes } : { ok: false, reason };
}

interface Parts {
  readonly key: string;
  readonly value?: string;
  readonly effect?: string;
}

function partsOf(word: string): Parts {
  const [, key = '', value, effect] = /^([^=:]*)(?:=([^:]*))?(?::(.*))?$/.exec(word) ?? [];
  return { key, ...(value !== undefined && { value }), ...(effect !== undefined && { effect }) };
}

function faultOf({ key, value = '', effect }: Parts, isRemoval: boolean): string | undefined {
  const [fault] = [...labelKeyFaults(key), ...labelValueFaults(value)];
  if (fault !== undefined) return fault;
  if (effect === undefined)
    return isRemoval ? undefined : 'it needs an effect, as in dedicated=batch:NoSchedule; "-" at its end removes it';
  return effects.some((one) => one === effect) ? undefined : `the effect must be one of ${effects.join(', ')}`;
}

function contradictionIn({ set, remove }: TaintChanges): string | undefined {
  for (const [index, { key, effect }] of set.entries()) {
    const what = `${key}:${effect}`;
    if (set.findIndex((other) => other.key === key && other.effect === effect) < index) return `${what} is there twice`;
    if (remove.some((other) => other.key === key && (other.effect ?? effect) === effect))
      return `${what} is set and removed at once`;
  }
  return undefined;
}
