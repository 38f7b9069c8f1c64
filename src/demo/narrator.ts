/** Colours a piece of text, or leaves it as it is. */
export type Paint = (style: 'bold' | 'dim' | 'cyan' | 'green' | 'yellow', text: string) => string;

export interface NarratorOptions {
  readonly write: (text: string) => void;
  readonly paint: Paint;
  /** How wide the terminal is that a person watches, so that lines may be redrawn; absent where nobody does. */
  readonly terminalColumns?: number;
}

const widest = 80;
const indent = '   ';
const clearLine = '\r\u001b[K';

/** Tells the story of the demo: chapters, sentences, commands with their output, and what was reached how fast. */
export class Narrator {
  readonly #options: NarratorOptions;
  readonly #width: number;
  /** A line that the terminal breaks in two cannot be drawn over. */
  readonly #isRedrawn: boolean;
  #chapters = 0;
  #drawnLines = 0;
  /** Whether an empty line comes before the next one: two in a row are never wanted. */
  #gapIsDue = false;

  constructor(options: NarratorOptions) {
    this.#options = options;
    this.#width = Math.min(options.terminalColumns ?? widest, widest);
    this.#isRedrawn = (options.terminalColumns ?? 0) >= widest;
  }

  title(text: string): void {
    this.#line(this.#options.paint('bold', text));
  }

  /** Begins a numbered chapter. */
  chapter(title: string): void {
    this.#chapters += 1;
    this.gap();
    this.#line(this.#options.paint('bold', `${this.#chapters}  ${title}`));
  }

  /** A paragraph, broken into lines. */
  say(text: string): void {
    for (const line of breakLines(text, this.#width - indent.length)) this.#line(indent + line);
    this.gap();
  }

  /** Lets an empty line come before whatever is told next. */
  gap(): void {
    this.#gapIsDue = true;
  }

  /** Lines as they are, such as what to type next. */
  list(lines: readonly string[]): void {
    for (const line of lines) this.#line(indent + line);
  }

  /** Shows a command that begins now; call what comes back when it has ended, with the time it took if it went well. */
  command(line: string): (tookMs?: number) => void {
    const { paint } = this.#options;
    const last = line.split('\n').at(-1) ?? '';
    const isOneLine = last === line;
    this.#write(`${indent}${paint('cyan', '$')} ${paint('bold', line.replaceAll('\n', `\n${indent}    `))}`);
    const used = indent.length + (isOneLine ? 2 : 4) + last.length;
    return (tookMs) => this.#write(`${tookMs === undefined ? '' : this.#atTheRight(used, tookMs)}\n`);
  }

  /** What a command has printed. A terminal shows no more of a line than fits. */
  output(text: string): void {
    const { paint, terminalColumns } = this.#options;
    for (const line of text.trimEnd().split('\n')) {
      const shown = terminalColumns === undefined ? line : clip(line, terminalColumns - indent.length);
      this.#line(shown === '' ? '' : indent + paint('dim', shown));
    }
    this.gap();
  }

  /** Waits until something is reached, and says how long that took: what measure resolves to, in milliseconds. */
  async reach(text: string, measure: () => Promise<number>): Promise<void> {
    const { paint } = this.#options;
    if (this.#isRedrawn) this.#write(`${indent}${paint('yellow', '·')} ${text}`);
    let tookMs: number;
    try {
      tookMs = await measure();
    } catch (error) {
      if (this.#isRedrawn) this.#write('\n');
      throw error;
    }
    const used = indent.length + 2 + text.length;
    this.#line(
      `${this.#isRedrawn ? clearLine : ''}${indent}${paint('green', '✓')} ${text}${this.#atTheRight(used, tookMs)}`,
    );
  }

  /** Draws lines in place of those drawn last; only a terminal that is wide enough sees them. */
  draw(lines: readonly string[]): void {
    if (!this.#isRedrawn) return;
    this.#drawOver(lines);
  }

  /** Draws lines for good. */
  settle(lines: readonly string[]): void {
    this.#drawOver(lines);
    this.#drawnLines = 0;
    this.gap();
  }

  #drawOver(lines: readonly string[]): void {
    const back = this.#drawnLines === 0 ? '' : `\u001b[${this.#drawnLines}A`;
    const clear = back === '' ? '' : clearLine;
    this.#write(back + lines.map((line) => `${clear}${line === '' ? '' : indent}${line}\n`).join(''));
    this.#drawnLines = lines.length;
  }

  #atTheRight(used: number, tookMs: number): string {
    const text = formatElapsed(tookMs);
    return ' '.repeat(Math.max(this.#width - used - text.length - 2, 1)) + this.#options.paint('dim', text);
  }

  #line(text: string): void {
    this.#write(`${text}\n`);
  }

  #write(text: string): void {
    this.#options.write(this.#gapIsDue ? `\n${text}` : text);
    this.#gapIsDue = false;
  }
}

/** `9 ms`, `1.4 s`. */
export function formatElapsed(milliseconds: number): string {
  return milliseconds < 999.5 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

function breakLines(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function clip(line: string, width: number): string {
  const characters = Array.from(line);
  return characters.length <= width ? line : `${characters.slice(0, width - 1).join('')}…`;
}
