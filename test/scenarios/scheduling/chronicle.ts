import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { RecordedDecision } from '../../../src/api/scheduling-preference.ts';

/** What happened in a scenario, step by step, as a file has it that is known to be right. */
export class Chronicle {
  readonly #golden: URL;
  readonly #lines: string[] = [];

  constructor(golden: URL) {
    this.#golden = golden;
  }

  /** What was done, and what was decided upon it. */
  add(deed: string, decision: RecordedDecision): void {
    this.#lines.push(deed, ...decisionLines(decision).map((line) => `    ${line}`));
  }

  /** Fails unless all of it is as it should be. */
  check(): void {
    assert.equal(`${this.#lines.join('\n')}\n`, readFileSync(this.#golden, 'utf8'));
  }
}

function decisionLines({ outcome, message, group, taken, left, unplaced }: RecordedDecision): string[] {
  const used = group === undefined ? '' : `, by group ${group}`;
  return [
    `${outcome}: ${message}${used}`,
    ...taken.map(({ clusters, replicas, reason, message: why }) => {
      const each = replicas === undefined ? '' : ` ${replicas}`;
      return `+ ${clusters.join(', ')}${each} (${reason}: ${why})`;
    }),
    ...left.map(({ clusters = [], reason, message: why }) => `- ${clusters.join(', ')} (${reason}: ${why})`),
    ...(unplaced > 0 ? [`! ${unplaced} without a place`] : []),
  ];
}
