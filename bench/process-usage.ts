/** What a process has used of the machine. */
export interface ProcessUsage {
  /** Of all its threads, since it started; the kernel counts in steps of 10 ms. */
  readonly cpuMs: number;
  /** Resident now. */
  readonly memoryMiB: number;
  /** The most that was ever resident. */
  readonly peakMemoryMiB: number;
}

/** Linux shows times to programs in hundredths of a second, whatever the kernel's own tick. */
const tickMs = 10;

/** Reads the text of /proc/PID/stat and /proc/PID/status; throws where they are not those of a process. */
export function parseProcessUsage(stat: string, status: string): ProcessUsage {
  // The second field is the program's name in brackets, which may itself hold brackets and spaces.
  const fields = stat.replace(/^.*\) /s, '').split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  if (!Number.isFinite(ticks)) throw new Error(`no times in ${JSON.stringify(stat)}`);
  return { cpuMs: ticks * tickMs, memoryMiB: mebibytes(status, 'VmRSS'), peakMemoryMiB: mebibytes(status, 'VmHWM') };
}

function mebibytes(status: string, field: string): number {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`no ${field} in ${JSON.stringify(status)}`);
  return Number(kibibytes) / 1024;
}
