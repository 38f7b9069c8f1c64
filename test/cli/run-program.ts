import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import type { Finished } from './run-hansa.ts';

/** `bin/hansa`, as its users start it. */
export const launcher = fileURLToPath(new URL('../../bin/hansa', import.meta.url));
/** The same program by its other name. */
export const kubefedctl = fileURLToPath(new URL('../../bin/kubefedctl', import.meta.url));

export interface ProcessSurroundings {
  /** Beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What it reads from standard input. */
  readonly input?: string;
}

/**
 * Runs a program to its end; line is split at spaces. Half a second of a core each: for what is about the process
 * itself, and for other programs. Commands are run by runHansa.
 */
export async function runProgram(
  program: string,
  line: string,
  surroundings: ProcessSurroundings = {},
): Promise<Finished> {
  const { env = {}, cwd = process.cwd(), input = '' } = surroundings;
  const child = spawn(program, line.split(' ').filter(Boolean), { cwd, env: { ...process.env, ...env } });
  child.stdin.end(input);
  const exited = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [code, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}
