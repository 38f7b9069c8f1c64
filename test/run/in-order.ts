/**
 * The files that take longest, longest first: one that begins late would run alone in the end. `make test` names those
 * that took longest; whatever is not here comes afterwards.
 */
const long = [
  'test/docs/guide.test.ts',
  'test/scenarios/restarts.test.ts',
  'test/demo/demo.test.ts',
  'test/lab/lab.test.ts',
  'test/scenarios/faults.test.ts',
  'test/scenarios/changes.test.ts',
  'test/scenarios/migration.test.ts',
  'test/scenarios/propagation.test.ts',
];

/** The files in the order in which they are best begun. */
export function inOrder(files: readonly string[]): string[] {
  return files.toSorted((one, other) => rankOf(one) - rankOf(other) || one.localeCompare(other, 'en'));
}

function rankOf(file: string): number {
  const index = long.indexOf(file);
  return index < 0 ? long.length : index;
}
