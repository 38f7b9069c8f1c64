import type { FencedBlock } from './markdown.ts';

/** A command of a page, and what the page says it prints. */
export interface Step {
  readonly command: string;
  readonly expected: readonly string[];
  /** In the page, counted from 1. */
  readonly line: number;
}

const prompt = '$ ';

/** The steps of an `sh` block: what follows `$ `, lines continued with a backslash included, and the output below it. */
export function parseTranscript(block: FencedBlock): Step[] {
  const steps: { command: string; expected: string[]; line: number }[] = [];
  let continues = false;
  for (const [index, text] of block.text.split('\n').entries()) {
    const step = steps.at(-1);
    if (continues && step) step.command += `\n${text}`;
    else if (text.startsWith(prompt)) {
      steps.push({ command: text.slice(prompt.length), expected: [], line: block.line + index });
    } else if (step) step.expected.push(text);
    else throw new Error(`line ${block.line} is no command: commands of an sh block begin with "${prompt}"`);
    continues = (continues || text.startsWith(prompt)) && text.endsWith('\\');
  }
  return steps;
}
