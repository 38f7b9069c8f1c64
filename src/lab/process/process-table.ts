import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../lab-error.ts';
import { RecordDirectory } from '../record-directory.ts';
import { isRunning, startTimeOf, type ProcessRecord, type ProcessRole } from './process-record.ts';

const stopPatienceMs = 10_000;

export interface StartedProcess {
  readonly name: string;
  readonly pid: number;
  readonly logPath: string;
  /** Resolves when the process ends, with how it ended: `exit code 1`, `signal SIGKILL`. */
  readonly ended: Promise<string>;
}

/** The processes of one lab; whoever opens its directory can stop them. */
export class ProcessTable {
  readonly #records: RecordDirectory<ProcessRecord>;
  readonly #logs: string;

  constructor(directory: string, logs: string) {
    this.#records = new RecordDirectory(directory);
    this.#logs = logs;
  }

  /** Starts a program that outlives this one; its output is appended to the log of that name. */
  start(name: string, role: ProcessRole, program: string, args: readonly string[]): StartedProcess {
    const logPath = join(this.#logs, `${name}.log`);
    const log = openSync(logPath, 'a', 0o600);
    const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    const ended = endOf(child);
    if (child.pid === undefined) throw new LabError(`cannot start ${program}: it is missing or may not be executed`);
    child.unref();
    this.#records.put(name, { name, role, pid: child.pid, startTime: startTimeOf(child.pid) ?? '', program });
    return { name, pid: child.pid, logPath, ended };
  }

  /** The record of a process that runs; undefined when it was never started or has ended. */
  running(name: string): ProcessRecord | undefined {
    const record = this.#records.get(name);
    return record !== undefined && isRunning(record) ? record : undefined;
  }

  /** Every process started and not stopped, whether it still runs or not. */
  all(): ProcessRecord[] {
    return this.#records.all();
  }

  /** Ends the processes, by force when they have not ended after ten seconds, and forgets them. */
  async stop(records: readonly ProcessRecord[], signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const left = await endAll(records, signal);
    await endAll(left, 'SIGKILL');
    for (const { name } of records) this.#records.remove(name);
  }
}

function endOf(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  child.once('error', (error) => resolve(error.message));
  return promise;
}

/** Sends the signal and waits; those that still run after the patience come back. */
async function endAll(records: readonly ProcessRecord[], signal: 'SIGTERM' | 'SIGKILL'): Promise<ProcessRecord[]> {
  let left = records.filter(isRunning);
  for (const { pid } of left) process.kill(pid, signal);
  const until = performance.now() + stopPatienceMs;
  while (left.length > 0 && performance.now() < until) {
    await delay(10);
    left = left.filter(isRunning);
  }
  return left;
}
