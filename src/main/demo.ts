import { resolve } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { systemClock } from '../base/clock.ts';
import { reportFailure, UsageFailure } from '../cli/failure.ts';
import { endDemo, runDemo, type DemoOptions } from '../demo/demo.ts';
import { defaultDirectory } from '../demo/demo-place.ts';

/** Timers of the clock keep no process alive, and what is waited for may be down. */
const aliveMs = 2 ** 30;
const root = resolve(import.meta.dirname, '../..');
const { stdout } = process;
const options: DemoOptions = {
  root,
  dir: resolve(process.env['HANSA_DEMO_DIR'] || defaultDirectory(root)),
  clock: systemClock,
  write: (text) => void stdout.write(text),
};
const stop = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
// Whoever pipes into `head` has seen enough.
stdout.on('error', () => stop.abort());

const alive = setInterval(() => undefined, aliveMs);
try {
  const { once, down } = readArguments();
  if (down) await endDemo(options);
  else {
    await runDemo({
      ...options,
      env: process.env,
      // It leaves the colours out where the output is no terminal, or NO_COLOR is set.
      paint: (style, text) => styleText(style, text),
      terminalColumns: stdout.isTTY ? stdout.columns : undefined,
      once,
      interrupted: stop.signal,
    });
  }
} catch (error) {
  const { text, exitCode } = reportFailure(error);
  process.stderr.write(text);
  process.exitCode = stop.signal.aborted ? 130 : exitCode;
} finally {
  clearInterval(alive);
}

function readArguments(): { once: boolean; down: boolean } {
  try {
    const flag = { type: 'boolean', default: false } as const;
    return parseArgs({ options: { once: flag, down: flag } }).values;
  } catch (error) {
    throw new UsageFailure(error instanceof Error ? error.message : String(error), {
      next: '--once ends everything when the story is told; --down ends what an earlier run has left',
    });
  }
}
