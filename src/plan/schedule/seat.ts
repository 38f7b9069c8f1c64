import type { Claim } from './apportion.ts';

/** A cluster that replicas are given to; its rank is its place in the order of the clusters. */
export interface Seat extends Claim {
  readonly name: string;
  /** Seats of a lower tier are filled first, and in a tier those of a higher priority. */
  readonly tier: number;
  readonly priority: number;
  /** What it has now. */
  readonly held: number;
  /** Whether the spread needs a replica here before anything else is given. */
  readonly isNeeded: boolean;
  /** Where it belongs, for maxSkew. */
  readonly group: number;
}
