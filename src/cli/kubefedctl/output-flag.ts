import { CommandFailure } from '../failure.ts';

/** Throws CommandFailure for a format that kubefedctl does not print. */
export function checkOutput(output: string | undefined): void {
  if (output === undefined || output === 'yaml') return;
  throw new CommandFailure(`Invalid value for --output: ${output}`);
}
