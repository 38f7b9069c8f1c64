// All of `make test`: checks of the code, then the tests in one lab that all test files share.
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/base/clock.ts';
import type { LabBinaries } from '../src/lab/assets/binaries.ts';
import { ensureControlPlane } from '../src/lab/assets/ensure-control-plane.ts';
import { abandonLab } from '../src/lab/abandon-lab.ts';
import type { Lab } from '../src/lab/lab.ts';
import { ClusterPool } from '../src/lab/pool/cluster-pool.ts';
import { createProgressPrinter } from '../src/lab/progress.ts';
import { startLab } from '../src/lab/start-lab.ts';
import type { TestCount } from './run/count-reporter.ts';
import { inOrder } from './run/in-order.ts';
import { runFiles } from './run/run-files.ts';
import { runProgram, step } from './run/step.ts';

const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['format', 'oxfmt', '--check', 'src', 'test', 'bench'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings', 'src', 'test', 'bench'],
  ['types and arrows between folders', 'tsc', '-b'],
  ['unused code', 'knip', '--no-progress'],
  ['generated files', process.execPath, 'src/main/generate.ts', '--check'],
];
/** One more than there are cores: one or another always waits for something. */
const filesAtOnce = 3;
/** For the files that run at once; where they need more, more are started. */
const pooledClusters = 8;
/** No run of all files takes nearly as long; one that does hangs, and says so instead of holding up CI. */
const patienceMs = 15 * 60_000;

const { values: options } = parseArgs({
  options: { 'no-lab': { type: 'boolean', default: false }, only: { type: 'string', default: 'test/**/*.test.ts' } },
});
const scratch = mkdtempSync(join(tmpdir(), 'hansa-test-'));
const failures: string[] = [];
const total = { passed: 0, failed: 0, skipped: 0 };
const interrupted = new AbortController();
// Stripped and compiled code is kept between runs: half of what a test file takes to start.
process.env['NODE_COMPILE_CACHE'] ??= resolve('build/compile-cache');
let lab: Lab | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted.abort();
    abandonLab(join(scratch, 'lab'));
    rmSync(scratch, { recursive: true, force: true });
    process.exit(130);
  });
}

try {
  for (const [name, command, ...args] of checks) {
    const code = await step(name, () => runProgram(command, args));
    if (code !== 0) failures.push(name);
  }
  if (options['no-lab']) await step('unit tests', runUnits);
  else {
    const binaries = await step('control planes', findBinaries);
    // Unit tests keep one core busy, and the lab the other.
    await step('unit tests, while the lab starts', () => Promise.all([runUnits(), startSharedLab(binaries)]));
    await step('tests against real API servers', runAgainstLab);
  }
} finally {
  await finish();
}
report();

function findBinaries(): Promise<LabBinaries> {
  const progress = createProgressPrinter({ write: print, clock: systemClock, isTerminal: process.stdout.isTTY });
  return ensureControlPlane({ env: process.env, progress });
}

async function startSharedLab(binaries: LabBinaries): Promise<void> {
  lab = await startLab({ dir: join(scratch, 'lab'), binaries });
  await new ClusterPool(lab.dir, systemClock).fill(pooledClusters);
}

async function runUnits(): Promise<void> {
  const counted = join(scratch, 'count.json');
  const reporters = [
    '--test-reporter=dot',
    '--test-reporter-destination=stdout',
    '--test-reporter=./test/run/count-reporter.ts',
    `--test-reporter-destination=${counted}`,
  ];
  const tests = ['--test-isolation=none', 'src/**/*.test.ts', 'bench/**/*.test.ts'];
  const code = await runProgram(process.execPath, ['--test', ...reporters, ...tests]);
  const count = readCount(counted);
  add(count);
  if (code !== 0 || count.passed === 0) failures.push('unit tests');
}

/** A run that was killed counted nothing. */
function readCount(file: string): TestCount {
  const text = readFileSync(file, 'utf8');
  return text === '' ? { passed: 0, failed: 0, skipped: 0 } : (JSON.parse(text) as TestCount);
}

async function runAgainstLab(): Promise<void> {
  process.env['HANSA_TEST_LAB'] = lab?.dir;
  const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(patienceMs)]);
  const { count, seconds } = await runFiles(inOrder(globSync(options.only)), filesAtOnce, signal);
  add(count);
  if (count.failed > 0 || count.passed === 0) failures.push('tests against real API servers');
  const longest = seconds.slice(0, 5).map(([file, each]) => `${file} ${each.toFixed(0)} s`);
  print(`   longest: ${longest.join(', ')}\n`);
}

function add(count: TestCount): void {
  for (const outcome of ['passed', 'failed', 'skipped'] as const) total[outcome] += count[outcome];
}

async function finish(): Promise<void> {
  const running = lab;
  lab = undefined;
  await running?.down();
  rmSync(scratch, { recursive: true, force: true });
}

function print(text: string): void {
  process.stdout.write(text);
}

function report(): void {
  if (failures.length > 0) {
    print(`\nFAILED: ${failures.join(', ')}\n`);
    process.exitCode = 1;
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  print(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
}
