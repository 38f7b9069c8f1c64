import type { Clock } from '../base/clock.ts';

/** What a command may know of the world around it; main makes the real one from the process. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths a user gives are taken from here. */
  readonly cwd: string;
  /** The user's home directory. */
  readonly home: string;
  readonly clock: Clock;
  /** All of standard input as text; blocks until it ends, and throws when it cannot be read. */
  readInput(): string;
  /** Writes text as it is to standard output: results, and nothing else. */
  out(text: string): void;
  /** Writes text as it is to standard error: progress, warnings, errors. */
  err(text: string): void;
  /** Whether a person watches standard error, so that progress may redraw its line. */
  readonly isTerminal: boolean;
  /** How large the terminal is that shows standard output; undefined where that is none. */
  screen(): { readonly rows: number; readonly columns: number } | undefined;
  /** Does work until it is over or a person interrupts it (Ctrl-C), which its signal tells; keeps the process alive meanwhile. */
  untilInterrupted<T>(work: (interrupted: AbortSignal) => Promise<T>): Promise<T>;
  /** Whether a person sits at standard input, so that a credential plugin may ask something. */
  readonly isInteractive: boolean;
}
