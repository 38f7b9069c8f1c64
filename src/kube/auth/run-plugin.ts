import { spawn, type ChildProcess } from 'node:child_process';
import { CredentialError } from '../access.ts';
import type { ExecPlugin, ExecSurroundings } from './exec-plugin.ts';

/** A plugin that asks nobody anything and still says nothing hangs. */
const patienceMs = 60_000;
const longestOutput = 1024 * 1024;
const longestComplaint = 400;

/** Runs the plugin and resolves with its standard output; rejects with CredentialError, which says how to install it. */
export async function runPlugin(plugin: ExecPlugin, surroundings: ExecSurroundings): Promise<string> {
  const interactive = plugin.interactiveMode !== 'Never' && surroundings.isTerminal;
  if (plugin.interactiveMode === 'Always' && !interactive) {
    throw new CredentialError(
      `exec plugin ${plugin.command}: it must be able to ask at a terminal (interactiveMode: Always), and there is none`,
    );
  }
  const child = spawn(plugin.command, plugin.args, {
    // At a terminal the plugin talks with the user itself; else its complaints belong into our error.
    stdio: interactive ? ['inherit', 'pipe', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    env: { ...surroundings.env, ...plugin.env, KUBERNETES_EXEC_INFO: execInfo(plugin, interactive) },
  });
  const timer = interactive ? undefined : surroundings.clock.after(patienceMs, () => child.kill('SIGKILL'));
  try {
    return await outputOf(child, plugin);
  } finally {
    timer?.cancel();
  }
}

function execInfo({ apiVersion, cluster }: ExecPlugin, interactive: boolean): string {
  return JSON.stringify({ kind: 'ExecCredential', apiVersion, spec: { cluster, interactive } });
}

function outputOf(child: ChildProcess, plugin: ExecPlugin): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const output = collect(child, 'stdout');
  const complaint = collect(child, 'stderr');
  child.once('error', (error) => reject(notStarted(plugin, error)));
  child.once('close', (code, signal) => {
    if (code === 0) resolve(output());
    else reject(failed(plugin, code === null ? `was ended by ${signal}` : `exited with ${code}`, complaint()));
  });
  return promise;
}

function collect(child: ChildProcess, which: 'stdout' | 'stderr'): () => string {
  const pieces: Buffer[] = [];
  let size = 0;
  child[which]?.on('data', (piece: Buffer) => {
    size += piece.length;
    if (size <= longestOutput) pieces.push(piece);
    else child.kill('SIGKILL');
  });
  return () => Buffer.concat(pieces).toString('utf8');
}

function notStarted({ command, installHint }: ExecPlugin, error: Error): CredentialError {
  const code = 'code' in error ? error.code : undefined;
  const reason = code === 'ENOENT' ? 'it is not installed, or not on the PATH' : `it cannot be run (${String(code)})`;
  // Not as a cause: Node's error carries the plugin's arguments, which may hold secrets.
  return new CredentialError(withHint(`exec plugin ${command}: ${reason}`, installHint));
}

function failed({ command, installHint }: ExecPlugin, how: string, complaint: string): CredentialError {
  const said = printable(complaint);
  return new CredentialError(withHint(`exec plugin ${command} ${how}${said === '' ? '' : `: ${said}`}`, installHint));
}

/** The plugin's last words, on one line; whatever is long enough to be a token is left out. */
function printable(complaint: string): string {
  const line = complaint.replaceAll(/[\w+/=.~-]{40,}/g, '…').replaceAll(/\s+/g, ' ');
  return line.trim().slice(-longestComplaint);
}

function withHint(message: string, installHint: string): string {
  return installHint === '' ? message : `${message}\n${installHint.trim()}`;
}
