import { isJsonObject, objectIn, type Json, type JsonObject } from '../../base/json.ts';
import type { KubeObject } from '../../api/meta.ts';

/** An object as its cluster has it; of kinds of others, spec and status may be anything. */
export interface LiveObject extends KubeObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** One of `status.conditions`. */
export interface Condition {
  readonly status: string;
  /** Empty where there is none. */
  readonly reason: string;
  readonly message: string;
}

export function specOf({ spec }: LiveObject): JsonObject {
  return objectIn(spec);
}

export function statusOf({ status }: LiveObject): JsonObject {
  return objectIn(status);
}

/** The items of a list; none where there is no list. */
export function itemsIn(part: JsonObject, field: string): readonly Json[] {
  const value = part[field];
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The text in a field; empty where there is none. */
export function textIn(part: JsonObject, field: string): string {
  const value = part[field];
  return typeof value === 'string' ? value : '';
}

export function numberIn(part: JsonObject, field: string): number | undefined {
  const value = part[field];
  return typeof value === 'number' ? value : undefined;
}

/** The number in a field that API servers leave out when it is none. */
export function countIn(part: JsonObject, field: string): number {
  return numberIn(part, field) ?? 0;
}

export function conditionOf(object: LiveObject, type: string): Condition | undefined {
  const found = itemsIn(statusOf(object), 'conditions').find((one) => isJsonObject(one) && one['type'] === type);
  if (!isJsonObject(found)) return undefined;
  return { status: textIn(found, 'status'), reason: textIn(found, 'reason'), message: textIn(found, 'message') };
}

/** What a condition says, in its own words. */
export function saidBy({ reason, message }: Condition, otherwise: string): string {
  if (message === '') return reason === '' ? otherwise : reason;
  return reason === '' ? message : `${reason}: ${message}`;
}
