import { spawn } from 'node:child_process';

/** No step takes nearly as long; one that does hangs, and says so instead of holding up CI. */
const patienceMs = 15 * 60_000;

/** Runs a program with the terminal as it is; resolves with its exit code, 128 for a signal or when it hangs. */
export function runProgram(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
  const watchdog = setTimeout(() => {
    process.stdout.write(`\n${command} ${args.join(' ')}: not over after ${patienceMs / 60_000} minutes; ended\n`);
    child.kill('SIGKILL');
  }, patienceMs);
  child.on('error', reject);
  child.on('close', (code) => {
    clearTimeout(watchdog);
    resolve(code ?? 128);
  });
  return promise;
}

/** Does one step of the run and says what it is and how long it took. */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  process.stdout.write(`\n== ${name}\n`);
  const result = await work();
  process.stdout.write(`   (${((performance.now() - began) / 1000).toFixed(1)} s)\n`);
  return result;
}
