import { readFileSync } from 'node:fs';

/** The last lines of a log, indented to stand below a message; says so when the log is empty or missing. */
export function logTail(path: string, lines = 12): string {
  const all = readLog(path).trimEnd().split('\n').slice(-lines);
  return all.map((line) => `    ${line === '' ? '(nothing)' : line}`).join('\n');
}

function readLog(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
