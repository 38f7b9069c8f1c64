import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { BenchError } from '../../bench/bench-error.ts';
import { describeRun, reportTables } from '../../bench/report.ts';
import { runBench, type BenchResult, type BenchSettings } from '../../bench/run-bench.ts';
import { labIn } from '../../bench/stage.ts';
import { systemClock } from '../base/clock.ts';
import { reportFailure } from '../cli/failure.ts';
import { formatTable } from '../cli/table.ts';
import { abandonLab } from '../lab/abandon-lab.ts';
import { createProgressPrinter } from '../lab/progress.ts';

interface Options {
  readonly objects?: number;
  readonly rounds?: number;
  readonly members: number;
  readonly quick: boolean;
  readonly output: 'table' | 'json';
}

const whole = { objects: 1_000, rounds: 3, pace: { rate: 20, seconds: 10 } };
const quick = { objects: 200, rounds: 1, pace: { rate: 20, seconds: 3 } };

const command = new Command('bench')
  .description('Measure Hansa against a bare client, on API servers that are started for it and ended again')
  .option('--objects <n>', `objects of a burst (default: ${whole.objects})`, positive)
  .option('--rounds <n>', `rounds; medians of them are printed (default: ${whole.rounds})`, positive)
  .option('--members <n>', 'members', positive, 3)
  .option('--quick', `a look rather than a measurement: ${quick.objects} objects, ${quick.rounds} round`, false)
  .addOption(new Option('-o, --output <format>', 'how to print').choices(['table', 'json']).default('table'))
  .action(measure);

try {
  await command.parseAsync();
} catch (error) {
  const text = error instanceof BenchError ? `error: ${error.message}\n` : reportFailure(error).text;
  process.stderr.write(text);
  process.exitCode = 1;
}

async function measure(options: Options): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'hansa-bench-'));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  const signal = interruptions(() => {
    abandonLab(labIn(dir));
    remove();
  });
  const progress = createProgressPrinter({
    write: (text) => void process.stderr.write(text),
    clock: systemClock,
    isTerminal: process.stderr.isTTY,
  });
  try {
    print(
      await runBench({ dir, settings: settingsOf(options), env: process.env, clock: systemClock, progress, signal }),
      options,
    );
  } finally {
    remove();
  }
}

/** Aborts at the first SIGINT or SIGTERM; at a second one, abandon is called and the process ends. */
function interruptions(abandon: () => void): AbortSignal {
  const stop = new AbortController();
  const interrupt = () => {
    if (!stop.signal.aborted) return stop.abort(new BenchError('interrupted; all that had been started was ended'));
    abandon();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  return stop.signal;
}

function print(result: BenchResult, { output }: Options): void {
  const line = ['node', 'src/main/bench.ts', ...process.argv.slice(2)].join(' ');
  if (output === 'json') {
    process.stdout.write(`${JSON.stringify({ command: line, ...result }, null, 2)}\n`);
    return;
  }
  const tables = reportTables(result).map(({ headings, rows }) => formatTable(headings, rows));
  process.stdout.write([`${describeRun(result)}\n${line}\n`, ...tables].join('\n'));
}

function settingsOf({ objects, rounds, members, quick: isQuick }: Options): BenchSettings {
  const base = isQuick ? quick : whole;
  return { ...base, members, objects: objects ?? base.objects, rounds: rounds ?? base.rounds };
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number above 0.');
  return Number(text);
}
