/** A fenced block of a Markdown page. */
export interface FencedBlock {
  /** What stands behind the opening fence, such as `yaml file=web.yaml`. */
  readonly info: string;
  readonly text: string;
  /** Of the first line of text, counted from 1. */
  readonly line: number;
}

/** A page as tests look at it: its fenced blocks, and its prose with empty lines in their place. */
export interface MarkdownPage {
  readonly blocks: readonly FencedBlock[];
  readonly prose: string;
}

const fence = /^ *(`{3,})(.*)$/;

/** Takes a page apart; throws when a fence is not closed. */
export function parseMarkdown(markdown: string): MarkdownPage {
  const blocks: FencedBlock[] = [];
  const prose: string[] = [];
  let open: { info: string; mark: string; line: number; text: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const [, mark, info = ''] = fence.exec(line) ?? [];
    if (!open && mark === undefined) prose.push(line);
    else prose.push('');
    if (open && mark === open.mark && info === '') {
      blocks.push({ info: open.info, line: open.line, text: open.text.join('\n') });
      open = undefined;
    } else if (open) open.text.push(line);
    else if (mark !== undefined) open = { info: info.trim(), mark, line: index + 2, text: [] };
  }
  if (open) throw new Error(`the block that begins on line ${open.line - 1} is not closed`);
  return { blocks, prose: prose.join('\n') };
}

/** The anchors of a page's headings, as GitHub makes them. */
export function headingAnchors({ prose }: MarkdownPage): string[] {
  const headings = prose.split('\n').flatMap((line) => /^#{1,6} +(.*)$/.exec(line)?.[1] ?? []);
  const seen = new Map<string, number>();
  return headings.map((heading) => {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** Where the links of a page lead, those in code left out. */
export function linkTargets({ prose }: MarkdownPage): string[] {
  const text = prose.replaceAll(/`[^`]*`/g, '');
  return Array.from(text.matchAll(/\]\(([^()\s]+)\)/g), ([, target = '']) => target);
}

/** The code of a page: its blocks, indented ones included, and what stands between backticks. */
export function codeOf({ blocks, prose }: MarkdownPage): string[] {
  const indented = Array.from(prose.matchAll(/^ {4}\S.*$/gm), ([line]) => line.trim());
  const inline = Array.from(prose.matchAll(/`([^`]+)`/g), ([, code = '']) => code);
  return [...blocks.map(({ text }) => text), ...indented, ...inline];
}
