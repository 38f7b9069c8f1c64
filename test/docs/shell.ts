import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** What one command left behind. */
export interface Ran {
  readonly output: string;
  readonly code: number;
}

const mark = '--- end of step';
const markLine = new RegExp(`\\n${mark} (\\d+)\\n`);
/** Longer than any wait a page asks for. */
const patienceMs = 60_000;

/** One bash that runs command after command, as a reader's terminal does; what it starts in the background goes on. */
export class Shell {
  readonly #bash: ChildProcessByStdio<Writable, Readable, null>;
  #output = '';
  #took: () => void = () => undefined;

  constructor(cwd: string, env: NodeJS.ProcessEnv) {
    const args = ['--noprofile', '--norc', '-c', 'exec bash --noprofile --norc 2>&1'];
    this.#bash = spawn('bash', args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
    this.#bash.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
      this.#took();
    });
  }

  /** Resolves when the command is over; rejects when that takes too long, or the shell ends instead. */
  run(command: string): Promise<Ran> {
    const { promise, resolve, reject } = Promise.withResolvers<Ran>();
    const giveUp = (why: string) => reject(new Error(`${why}; until then it printed:\n${this.#output}`));
    const overdue = setTimeout(giveUp, patienceMs, `not over after ${patienceMs / 1000} s`);
    const ended = () => giveUp('the shell ended');
    this.#bash.once('close', ended);
    this.#took = () => {
      const end = markLine.exec(this.#output);
      if (!end) return;
      resolve({ output: this.#output.slice(0, end.index), code: Number(end[1]) });
      this.#output = this.#output.slice(end.index + end[0].length);
    };
    this.#bash.stdin.write(`{\n${command}\n} < /dev/null\nprintf '\\n%s %s\\n' '${mark}' "$?"\n`);
    return promise.finally(() => {
      clearTimeout(overdue);
      this.#bash.off('close', ended);
    });
  }

  /** Ends it and whatever it has left running, unless that made itself a process group of its own. */
  end(): void {
    const { pid } = this.#bash;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
