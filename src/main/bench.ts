import { Command, InvalidArgumentError, Option } from 'commander';
import { BenchError } from '../../bench/bench-error.ts';
import { describeRun, reportTables } from '../../bench/report.ts';
import { runBench, type BenchSettings } from '../../bench/run-bench.ts';
import { systemClock } from '../base/clock.ts';
import { formatTable } from '../cli/table.ts';
import { reportFailure } from '../cli/failure.ts';
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
  fail(error);
}

async function measure(options: Options): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Once: a second one ends this program at once.
    process.once(signal, () => stop.abort(new BenchError('interrupted; all that had been started was ended')));
  }
  const result = await runBench({
    settings: settingsOf(options),
    env: process.env,
    clock: systemClock,
    progress: createProgressPrinter({
      write: (text) => void process.stderr.write(text),
      clock: systemClock,
      isTerminal: process.stderr.isTTY,
    }),
    signal: stop.signal,
  });
  const line = `node src/main/bench.ts ${process.argv.slice(2).join(' ')}`.trim();
  if (options.output === 'json') {
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

function fail(error: unknown): void {
  const text = error instanceof BenchError ? `error: ${error.message}\n` : reportFailure(error).text;
  process.stderr.write(text);
  process.exitCode = 1;
}
