/** The end of a command's help: command lines to copy, each below what it does. */
export function formatExamples(examples: readonly (readonly [what: string, line: string])[]): string {
  return `\nExamples:\n${examples.map(([what, line]) => `  # ${what}\n  ${line}\n`).join('\n')}`;
}
