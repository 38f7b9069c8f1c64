import type { TestEvent } from 'node:test/reporters';

/** How many tests of a run passed, failed and were skipped; suites are not tests. */
export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A reporter of node:test that writes one TestCount as JSON when the run is over. */
// node:test takes a reporter as the default export of its module.
// oxlint-disable-next-line import/no-default-export
export default async function* countTests(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let [passed, failed, skipped] = [0, 0, 0];
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    if (event.data.details.type === 'suite') continue;
    if (event.data.skip !== undefined && event.data.skip !== false) skipped += 1;
    else if (event.type === 'test:pass') passed += 1;
    else failed += 1;
  }
  yield JSON.stringify({ passed, failed, skipped } satisfies TestCount);
}
