import type { Clock } from '../base/clock.ts';

/** Told what happens in work that takes more than a second. */
export interface Progress {
  /** Something has been reached; the line stays. */
  done(text: string): void;
  /** Something is under way; the next line of either kind takes its place. */
  now(text: string): void;
}

/** Tells nobody. */
export const silentProgress: Progress = { done: () => undefined, now: () => undefined };

export interface ProgressPrinterOptions {
  readonly write: (text: string) => void;
  readonly clock: Clock;
  /** A terminal redraws the line of what is under way; anything else reads it every quarter of a minute. */
  readonly isTerminal: boolean;
}

const quietMs = 15_000;
const clearLine = '\r\u001b[K';

/** Prints progress, each line after the seconds since the printer was made. */
export function createProgressPrinter({ write, clock, isTerminal }: ProgressPrinterOptions): Progress {
  const began = clock.now();
  const line = (text: string) => `${((clock.now() - began) / 1000).toFixed(1).padStart(6)}s  ${text}`;
  let lastPrinted = Number.NEGATIVE_INFINITY;
  return {
    done(text) {
      write(isTerminal ? `${clearLine}${line(text)}\n` : `${line(text)}\n`);
    },
    now(text) {
      if (isTerminal) return write(clearLine + line(text));
      if (clock.now() - lastPrinted < quietMs) return;
      lastPrinted = clock.now();
      write(`${line(text)}\n`);
    },
  };
}
