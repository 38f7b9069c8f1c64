/** What differs from run to run, and what stands for it on both sides of a comparison. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/\bv1\.\d+\.\d+[-+.\w]*/g, 'VERSION'],
  [/\b127\.0\.0\.1:\d+/g, 'ADDRESS'],
  [/\b[0-9a-f]{8}([0-9a-f]{8})?\/gen:\d+/g, 'HASH/gen:N'],
  [/\b[0-9a-f]{8}([0-9a-f]{8})?\/rv:\d+/g, 'HASH/rv:N'],
  [/\b(\d+(\.\d+)?[dhms]){1,2}(?!\w)/g, 'AGE'],
  // Columns are as wide as what is in them.
  [/ {2,}/g, '  '],
];

/** What a terminal shows while it lasts, and takes away again. */
const progress = /^[A-Z][^:]* \.\.\.$/;

/** What kubectl says of a watch that it ends itself, now and then. */
const endedWatch = /^[IW]\d{4} .*\] "Warning: watch ended with error"/;

/**
 * Whether output is what a page shows. `…` stands for any text within a line, and for any lines where it is the whole
 * line; ages, versions, addresses and the width of columns do not count.
 */
export function isAsShown(expected: readonly string[], output: string): boolean {
  const lines = output.split('\n').filter((line) => !progress.test(line) && !endedWatch.test(line));
  return new RegExp(`^${expected.map(patternOf).join('')}$`).test(lines.map(withLineEnd).join(''));
}

function withLineEnd(line: string): string {
  const plain = normalise(line);
  return plain === '' ? '' : `${plain}\n`;
}

function patternOf(line: string): string {
  if (line.trim() === '…') return '(?:.*\\n)*?';
  const plain = normalise(line);
  return plain === '' ? '' : `${plain.split('…').map(escape).join('.*')}\\n`;
}

function normalise(line: string): string {
  return varying.reduce((text, [pattern, name]) => text.replaceAll(pattern, name), line).trimEnd();
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
