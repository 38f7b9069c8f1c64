import type { HealthState, ReplicaCounts } from '../../api/object-health.ts';
import type { LiveObject } from './live-object.ts';

/** How an object does, and why it does not do well. */
export type Verdict =
  | { readonly health: 'Healthy' }
  | { readonly health: Exclude<HealthState, 'Healthy'>; readonly message: string };

/** How objects of a kind are judged. A rule has an answer for every object, and throws for none. */
export interface HealthRule {
  readonly group: string;
  readonly kind: string;
  /** Asked of objects that stay, and whose newest generation has been looked at, as far as they say so. */
  readonly judge: (object: LiveObject) => Verdict;
  /** Whether an object on which its controller has said nothing yet is on its way, whatever else it says. */
  readonly hasController?: true;
  /** Absent for kinds without replicas. */
  readonly count?: (object: LiveObject) => ReplicaCounts | undefined;
}

export const healthy: Verdict = { health: 'Healthy' };

export function progressing(message: string): Verdict {
  return { health: 'Progressing', message };
}

export function degraded(message: string): Verdict {
  return { health: 'Degraded', message };
}

export function suspended(message: string): Verdict {
  return { health: 'Suspended', message };
}

/** `1 of 3 replicas are ready`. */
export function partOf(part: number, all: number, what: string, state: string): string {
  return `${part} of ${all} ${what}s are ${state}`;
}
