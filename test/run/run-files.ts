import { run } from 'node:test';
import { dot, type TestEvent } from 'node:test/reporters';
import { relative } from 'node:path';
import { addOutcome, type TestCount } from './count-reporter.ts';

export interface FileRun {
  readonly count: TestCount;
  /** How long each file took, the longest first. */
  readonly seconds: readonly (readonly [file: string, seconds: number])[];
}

/** Runs test files, a process each, in the order given and so many at once; prints a dot a test, and what failed. */
export async function runFiles(files: readonly string[], atOnce: number, signal: AbortSignal): Promise<FileRun> {
  const seconds: [string, number][] = [];
  let count: TestCount = { passed: 0, failed: 0, skipped: 0 };
  const tests = run({ files: [...files], concurrency: atOnce, signal });
  tests.on('data', (event: TestEvent) => {
    count = addOutcome(count, event);
    if (event.type !== 'test:summary' || event.data.file === undefined) return;
    seconds.push([relative(process.cwd(), event.data.file), event.data.duration_ms / 1000]);
  });
  for await (const text of tests.compose(dot)) process.stdout.write(String(text));
  return { count, seconds: seconds.toSorted(([, one], [, other]) => other - one) };
}
