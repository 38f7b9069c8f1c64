import type { Hold } from './candidate.ts';

/** A cluster that every filter let through. */
export interface Choice {
  readonly name: string;
  /** In the roster. */
  readonly place: number;
  /** The place of its group in the rule. */
  readonly tier: number;
  /** How many replicas it could run, those it runs included; Infinity where that is not known. */
  readonly room: number;
  /** Whether it has the object, or is to get it back. */
  readonly isHeld: boolean;
  readonly hold: Hold | undefined;
}
