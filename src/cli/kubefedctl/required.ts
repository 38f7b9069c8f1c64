import { CommandFailure } from '../failure.ts';

/** An argument that has to be there; throws CommandFailure, as kubefedctl does, when it is not. */
export function required(argument: string | undefined, what: string): string {
  if (argument !== undefined) return argument;
  throw new CommandFailure(`${what} is required`);
}
