import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CliContext } from './context.ts';
import { CommandFailure } from './failure.ts';

/** The text of a file, or of standard input for `-`; throws CommandFailure when it cannot be read. */
export function readText(context: CliContext, filename: string): string {
  try {
    return filename === '-' ? context.readInput() : readFileSync(resolve(context.cwd, filename), 'utf8');
  } catch (error) {
    throw new CommandFailure(`${filename}: ${error instanceof Error ? error.message : String(error)}`, {
      next: 'check the path',
      cause: error,
    });
  }
}
