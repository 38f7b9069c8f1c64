import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isatty } from 'node:tty';
import { systemClock } from '../base/clock.ts';
import type { CliContext } from '../cli/context.ts';

/** The world around this process. */
export const processContext: CliContext = {
  env: process.env,
  cwd: process.cwd(),
  home: homedir(),
  clock: systemClock,
  readInput: () => readFileSync(0, 'utf8'),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isTerminal: isatty(process.stderr.fd),
  isInteractive: isatty(process.stdin.fd),
  screen() {
    const { isTTY, rows, columns } = process.stdout;
    return isTTY ? { rows, columns } : undefined;
  },
  untilInterrupted,
};

/** Timers of the clock keep no process alive, and a cluster that is down leaves no connection that would. */
const aliveMs = 2 ** 30;
const interruptions = ['SIGINT', 'SIGTERM'] as const;

async function untilInterrupted<T>(work: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  const alive = setInterval(() => undefined, aliveMs);
  for (const signal of interruptions) process.once(signal, interrupt);
  try {
    return await work(interrupted.signal);
  } finally {
    for (const signal of interruptions) process.off(signal, interrupt);
    clearInterval(alive);
  }
}

/** The version of this program, as its package.json has it. */
export function readOwnVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Has the process end quietly when nobody reads its output any more: whoever pipes into `head` has read enough. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
