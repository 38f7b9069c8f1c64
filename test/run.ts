// All of `make test`: checks of the code, then the tests in one lab that all test files share.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/base/clock.ts';
import { ensureControlPlane } from '../src/lab/assets/ensure-control-plane.ts';
import { abandonLab } from '../src/lab/abandon-lab.ts';
import type { Lab } from '../src/lab/lab.ts';
import { ClusterPool } from '../src/lab/pool/cluster-pool.ts';
import { createProgressPrinter } from '../src/lab/progress.ts';
import { startLab } from '../src/lab/start-lab.ts';
import type { TestCount } from './run/count-reporter.ts';
import { runProgram, step } from './run/step.ts';

const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['format', 'oxfmt', '--check', 'src', 'test', 'bench'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings', 'src', 'test', 'bench'],
  ['types and arrows between folders', 'tsc', '-b'],
  ['unused code', 'knip', '--no-progress'],
  ['generated files', process.execPath, 'src/main/generate.ts', '--check'],
];
/** Both cores busy, and no more: API servers share them. */
const filesAtOnce = 2;
/** For the files that run at once; where they need more, more are started. */
const pooledClusters = 8;

const { values: options } = parseArgs({
  options: { 'no-lab': { type: 'boolean', default: false }, only: { type: 'string', default: 'test/**/*.test.ts' } },
});
const scratch = mkdtempSync(join(tmpdir(), 'hansa-test-'));
const failures: string[] = [];
const total = { passed: 0, failed: 0, skipped: 0 };
let lab: Lab | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
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
  await runTests('unit tests', ['--test-isolation=none', 'src/**/*.test.ts', 'bench/**/*.test.ts']);
  if (!options['no-lab']) {
    lab = await step('lab', startSharedLab);
    await runTests('tests against real API servers', [`--test-concurrency=${filesAtOnce}`, options.only], {
      HANSA_TEST_LAB: lab.dir,
    });
  }
} finally {
  await finish();
}
report();

async function startSharedLab(): Promise<Lab> {
  const progress = createProgressPrinter({ write: print, clock: systemClock, isTerminal: process.stdout.isTTY });
  const binaries = await ensureControlPlane({ env: process.env, progress });
  const started = await startLab({ dir: join(scratch, 'lab'), binaries });
  await new ClusterPool(started.dir, systemClock).fill(pooledClusters);
  return started;
}

async function runTests(name: string, args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const counted = join(scratch, 'count.json');
  const reporters = [
    '--test-reporter=dot',
    '--test-reporter-destination=stdout',
    '--test-reporter=./test/run/count-reporter.ts',
    `--test-reporter-destination=${counted}`,
  ];
  const code = await step(name, () =>
    runProgram(process.execPath, ['--test', ...reporters, ...args], { ...process.env, ...env }),
  );
  const count = readCount(counted);
  for (const outcome of ['passed', 'failed', 'skipped'] as const) total[outcome] += count[outcome];
  if (code !== 0 || count.passed === 0) failures.push(name);
}

/** A run that was killed counted nothing. */
function readCount(file: string): TestCount {
  const text = readFileSync(file, 'utf8');
  return text === '' ? { passed: 0, failed: 0, skipped: 0 } : (JSON.parse(text) as TestCount);
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
