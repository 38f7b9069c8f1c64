import type { TestEvent } from 'node:test/reporters';

/** How many tests of a run passed, failed and were skipped; suites are not tests. */
export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A count, and one more if the event tells of the end of a test. */
export function addOutcome(count: TestCount, event: TestEvent): TestCount {
  if (event.type !== 'test:pass' && event.type !== 'test:fail') return count;
  if (event.data.details.type === 'suite') return count;
  if (event.data.skip !== undefined && event.data.skip !== false) return { ...count, skipped: count.skipped + 1 };
  return event.type === 'test:pass' ? { ...count, passed: count.passed + 1 } : { ...count, failed: count.failed + 1 };
}

/** A reporter of node:test that writes one TestCount as JSON when the run is over. */
// node:test takes a reporter as the default export of its module.
// oxlint-disable-next-line import/no-default-export
export default async function* countTests(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let count: TestCount = { passed: 0, failed: 0, skipped: 0 };
  for await (const event of source) count = addOutcome(count, event);
  yield JSON.stringify(count);
}
