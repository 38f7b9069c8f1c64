const gap = '   ';

/** Rows below their headings, in columns three spaces apart as kubectl prints them; ends in a newline. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows].map((cells) => cells.map(onOneLine));
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))));
  return lines.map((line) => `${formatLine(line, widths)}\n`).join('');
}

function formatLine(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
    .join(gap)
    .trimEnd();
}

/** API servers answer in several lines at times, which would tear a row apart. */
function onOneLine(cell: string): string {
  return cell.replaceAll(/\s*\n\s*/g, ' ');
}

/** Code points rather than UTF-16 units, so that a name in a message does not push the columns apart. */
function widthOf(cell: string): number {
  return Array.from(cell).length;
}
