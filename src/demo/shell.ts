import { spawn } from 'node:child_process';
import { CommandFailure } from '../cli/failure.ts';

export interface ShellOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Aborting it interrupts the command and waits for it to end; the run then rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * Runs a command line as a user's shell would and resolves with all that it printed; rejects with CommandFailure when it
 * failed. A command whose errors are `shown` writes them, and its progress, where this program writes its own.
 */
export async function runShell(
  line: string,
  { cwd, env, signal }: ShellOptions,
  errors: 'collected' | 'shown' = 'collected',
): Promise<string> {
  signal.throwIfAborted();
  // In a group of its own: Ctrl-C then reaches it once, through the signal.
  const child = spawn('sh', ['-c', line], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', errors === 'shown' ? 'inherit' : 'pipe'],
  });
  const interrupt = () => void (child.pid === undefined ? undefined : process.kill(-child.pid, 'SIGINT'));
  signal.addEventListener('abort', interrupt, { once: true });
  let printed = '';
  const keep = (chunk: string) => void (printed += chunk);
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  const code = await promise.finally(() => signal.removeEventListener('abort', interrupt));
  signal.throwIfAborted();
  if (code === 0) return printed;
  throw new CommandFailure(`the command failed (exit code ${code}): ${line}${indented(printed)}`);
}

function indented(text: string): string {
  const lines = text.trimEnd();
  return lines === '' ? '' : `\n${lines.replaceAll(/^/gm, '    ')}`;
}
