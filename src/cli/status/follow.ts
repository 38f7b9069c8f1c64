import { sleep, type Timer } from '../../base/clock.ts';
import { ConnectionError } from '../../kube/errors.ts';
import type { CliContext } from '../context.ts';
import { warningOf } from '../failure.ts';
import type { HostToRead, Host } from '../host.ts';
import { FollowedLists } from './followed-lists.ts';

/** What is shown of what was read, with ages as of now. */
export type Picture = (now: number) => string;

/** How pictures are shown, one after the other. */
type Show = (picture: Picture) => void;

/** What is read for one picture is a moment's: what comes within it is shown together. */
const shortestMs = 200;
/** Ages grow by themselves where a person looks on. */
const repaintMs = 1_000;

/** Shows what look makes of the host, and again whenever what it listed changes, until somebody interrupts it. */
export async function follow(
  context: CliContext,
  host: Host,
  isDocument: boolean,
  look: (host: HostToRead) => Promise<Picture>,
): Promise<void> {
  await context.untilInterrupted(async (interrupted) => {
    const show = showerFor(context, isDocument, interrupted);
    let changed = Promise.withResolvers<void>();
    const lists = new FollowedLists(host.client, context.clock, () => changed.resolve());
    const ended = new Promise<void>((resolve) =>
      interrupted.addEventListener('abort', () => resolve(), { once: true }),
    );
    try {
      while (!interrupted.aborted) {
        changed = Promise.withResolvers<void>();
        await look({ ...host, client: lists }).then(show, (error: unknown) => bear(context, error, changed.resolve));
        await Promise.race([changed.promise, ended]);
        await pause(context, shortestMs, interrupted);
      }
    } finally {
      lists.stop();
    }
  });
}

/** A host that does not answer for a while is asked again; nobody would begin to look for its silence. */
function bear(context: CliContext, error: unknown, again: () => void): void {
  if (!(error instanceof ConnectionError)) throw error;
  context.err(warningOf(error));
  context.clock.after(repaintMs, again);
}

/** Ends early, and quietly, when it is interrupted. */
function pause({ clock }: CliContext, milliseconds: number, interrupted: AbortSignal): Promise<void> {
  return sleep(clock, milliseconds, interrupted).catch(() => undefined);
}

function showerFor(context: CliContext, isDocument: boolean, interrupted: AbortSignal): Show {
  if (isDocument) return showWhole(context);
  return context.screen() ? repaint(context, interrupted) : appendChanges(context);
}

/** Each document as a whole, whenever it is another one. */
function showWhole(context: CliContext): Show {
  let shown: string | undefined;
  return (picture) => {
    const text = picture(0);
    if (text === shown) return;
    context.out(text.startsWith('{') || text.startsWith('[') ? text : `---\n${text}`);
    shown = text;
  };
}

/** The same place of a terminal, over and over, every second too; what does not fit is counted. */
function repaint(context: CliContext, interrupted: AbortSignal): Show {
  let isFirst = true;
  let next: Timer | undefined;
  interrupted.addEventListener('abort', () => next?.cancel(), { once: true });
  return function show(picture) {
    next?.cancel();
    const { rows, columns } = context.screen() ?? { rows: 24, columns: 80 };
    const lines = picture(context.clock.now()).trimEnd().split('\n');
    const painted = fitting(lines, rows - 1).map((line) => `${Array.from(line).slice(0, columns).join('')}\u001b[K\n`);
    context.out(`${isFirst ? '\u001b[2J' : ''}\u001b[H${painted.join('')}\u001b[J`);
    isFirst = false;
    if (!interrupted.aborted) next = context.clock.after(repaintMs, () => show(picture));
  };
}

function fitting(lines: readonly string[], room: number): readonly string[] {
  if (lines.length <= room) return lines;
  return [...lines.slice(0, room - 1), `... and ${lines.length - room + 1} more lines`];
}

/** All of it once, and from then on the lines that say something new: that they are older or further apart is nothing new. */
function appendChanges(context: CliContext): Show {
  const since = context.clock.now();
  let told: ReadonlySet<string> | undefined;
  return (picture) => {
    const text = picture(context.clock.now());
    const contents = picture(since)
      .split('\n')
      .map((line) => line.replaceAll(/\s+/g, ' '));
    const news = text.split('\n').filter((_, index) => told?.has(contents[index] ?? '') === false);
    context.out(told ? news.map((line) => `${line}\n`).join('') : text);
    told = new Set(contents);
  };
}
