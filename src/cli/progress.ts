import type { Timer } from '../base/clock.ts';
import type { CliContext } from './context.ts';

const patience = 1000;

/**
 * Does work; when it takes longer than a second, says on standard error what is being waited for.
 * A terminal sees one line that counts the seconds and goes away again, anything else reads the line once.
 */
export async function withProgress<T>(context: CliContext, text: string, work: () => Promise<T>): Promise<T> {
  const began = context.clock.now();
  let timer: Timer = context.clock.after(patience, show);
  function show(): void {
    if (!context.isTerminal) return context.err(`${text} ...\n`);
    context.err(`\r\u001b[K${text} ... ${Math.floor((context.clock.now() - began) / 1000)}s`);
    timer = context.clock.after(1000, show);
  }
  try {
    return await work();
  } finally {
    timer.cancel();
    if (context.isTerminal && context.clock.now() - began >= patience) context.err('\r\u001b[K');
  }
}
