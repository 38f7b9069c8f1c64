import type { MarkdownPage } from './markdown.ts';

/** A table of a Markdown page; cells without the marks of code and emphasis. */
export interface MarkdownTable {
  /** Of its header, counted from 1. */
  readonly line: number;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The tables of a page, in their order. */
export function tablesIn({ prose }: MarkdownPage): MarkdownTable[] {
  const tables: MarkdownTable[] = [];
  let open: { readonly line: number; readonly rows: string[][] } | undefined;
  for (const [index, line] of [...prose.split('\n'), ''].entries()) {
    if (line.startsWith('|')) {
      open ??= { line: index + 1, rows: [] };
      open.rows.push(cellsOf(line));
    } else if (open) {
      const [header = [], rule = [], ...rows] = open.rows;
      if (!rule.every((cell) => /^:?-+:?$/.test(cell))) throw new Error(`the table on line ${open.line} has no header`);
      const odd = rows.findIndex((row) => row.length !== header.length);
      if (odd >= 0) throw new Error(`line ${open.line + 2 + odd} has more or fewer cells than its header`);
      tables.push({ line: open.line, header, rows });
      open = undefined;
    }
  }
  return tables;
}

function cellsOf(line: string): string[] {
  return line
    .replace(/^\|/, '')
    .replace(/\|\s*$/, '')
    .split('|')
    .map((cell) => cell.replaceAll(/[`*]/g, '').trim());
}
