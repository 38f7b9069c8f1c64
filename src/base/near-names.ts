const mostNamed = 3;

/** Those of known that text may be a slip of the keyboard for, in any case: three at most, the nearest first. */
export function nearNames(text: string, known: Iterable<string>): string[] {
  const slips = Math.ceil(text.length / 4);
  const measured = [...new Set(known)].map((name) => ({ name, distance: editDistance(text, name) }));
  return measured
    .filter(({ distance }) => distance <= slips)
    .toSorted((a, b) => a.distance - b.distance || a.name.localeCompare(b.name, 'en'))
    .slice(0, mostNamed)
    .map(({ name }) => name);
}

/**
 * How many letters must be added, left out, changed or swapped with their neighbour to make one text of the other: the
 * optimal string alignment distance, row by row.
 */
function editDistance(from: string, to: string): number {
  const [a, b] = [from.toLowerCase(), to.toLowerCase()];
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const next = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next[column] = Math.min(
        at(last, column) + 1,
        at(next, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(before, column - 2) + 1 : Infinity,
      );
    }
    [before, last] = [last, next];
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
