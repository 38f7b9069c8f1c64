import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../src/lab/assets/environment.ts';
import { BenchError } from './bench-error.ts';
import { parseProcessUsage, type ProcessUsage } from './process-usage.ts';

const launcher = join(import.meta.dirname, '../bin/hansa');
const logLines = 12;
const stopPatienceMs = 15_000;

export interface ControllerOptions {
  readonly kubeconfigPath: string;
  /** What the controller says is appended there. */
  readonly logPath: string;
  readonly env: Environment;
}

/** A `hansa controller` in a process of its own, at its defaults. */
export class ControllerProcess {
  /** The performance.now() just before it was started. */
  readonly startedAt = performance.now();
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #ended = new AbortController();
  #stopping = false;

  /** Starts one; it does not wait for it to be at work. */
  constructor({ kubeconfigPath, logPath, env }: ControllerOptions) {
    const log = openSync(logPath, 'a', 0o600);
    const args = ['controller', '--kubeconfig', kubeconfigPath];
    this.#child = spawn(launcher, args, { stdio: ['ignore', log, log], env: { ...env } });
    closeSync(log);
    // Whoever ends the benchmark by force must not leave it behind.
    const abandon = () => this.#child.kill('SIGKILL');
    process.once('exit', abandon);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#exited = promise;
    this.#child.once('error', (error) => this.#ended.abort(error));
    this.#child.once('exit', (code, signal) => {
      resolve();
      process.off('exit', abandon);
      if (this.#stopping) return;
      const end = signal === null ? `exit code ${code}` : `signal ${signal}`;
      this.#ended.abort(new BenchError(`the controller has ended by itself: ${end}\n${tailOf(logPath)}`));
    });
  }

  /** Aborts when the controller ends without having been stopped; the reason says how, and what it said last. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** What it has used so far; throws when it has ended. */
  usage(): ProcessUsage {
    const read = (file: string) => readFileSync(`/proc/${this.#child.pid}/${file}`, 'utf8');
    return parseProcessUsage(read('stat'), read('status'));
  }

  /** Ends it in good order; rejects with BenchError when it had to be killed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), stopPatienceMs);
    await this.#exited;
    clearTimeout(timer);
    if (this.#child.signalCode !== 'SIGKILL') return;
    throw new BenchError(`the controller did not end within ${stopPatienceMs / 1000} s of SIGTERM`);
  }
}

/** The last lines of what a controller said. */
export function tailOf(logPath: string): string {
  return readFileSync(logPath, 'utf8').trimEnd().split('\n').slice(-logLines).join('\n');
}
