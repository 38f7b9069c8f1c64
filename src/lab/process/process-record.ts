import { readFileSync } from 'node:fs';

export type ProcessRole = 'etcd' | 'api-server' | 'controller-manager' | 'companion';

/** A process the lab started, with enough to tell it from another one that has got its number since. */
export interface ProcessRecord {
  readonly name: string;
  readonly role: ProcessRole;
  readonly pid: number;
  /** Clock ticks from boot to its start. */
  readonly startTime: string;
  /** Its argv[0]. */
  readonly program: string;
}

/** When the process started, in clock ticks since boot; undefined when it is gone, or holds nothing and waits to be reaped. */
export function startTimeOf(pid: number): string | undefined {
  // The second field of stat is the program's name in brackets, which may itself hold brackets and spaces.
  const [state, ...fields] = (readProc(pid, 'stat') ?? '').replace(/^.*\) /s, '').split(' ');
  // A zombie with threads left is still ending: until they are gone it holds its files, and its port.
  const isGone = state === 'X' || (state === 'Z' && fields[16] === '1');
  return isGone ? undefined : fields[18];
}

/** Whether the very process that the record tells of still runs. */
export function isRunning({ pid, startTime, program }: ProcessRecord): boolean {
  if (startTimeOf(pid) !== startTime) return false;
  // One that is ending gives its memory back, and with it its command line, before its files.
  const command = readProc(pid, 'cmdline')?.split('\0')[0];
  return command === program || command === '';
}

/** Memory the process holds, in MiB; undefined when it is gone. */
export function memoryOf(pid: number): number | undefined {
  const kibibytes = /^VmRSS:\s+(\d+)/m.exec(readProc(pid, 'status') ?? '')?.[1];
  return kibibytes === undefined ? undefined : Math.round(Number(kibibytes) / 1024);
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
