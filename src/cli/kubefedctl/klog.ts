import { appendFileSync } from 'node:fs';
import type { Clock } from '../../base/clock.ts';

/** How bad a line is, as klog's first letter says it. */
export type Severity = 'I' | 'W' | 'E' | 'F';

/** What klog's flags say, as far as they matter for a command that is over soon. */
export interface KlogSettings {
  /** Lines of information above this level are not written. */
  readonly verbosity: number;
  /** Whether lines go to standard error instead of to the file. */
  readonly toStandardError: boolean;
  /** Whether they go there besides the file. */
  readonly alsoToStandardError: boolean;
  /** From this severity on they go there in any case. */
  readonly threshold: Severity;
  readonly file: string | undefined;
  /** Whether the head of lines (severity, time, process, place) is left out. */
  readonly skipHeaders: boolean;
}

const severities: readonly Severity[] = ['I', 'W', 'E', 'F'];

/** Lines in klog's format, to where its flags say; warnings and worse are written whatever the verbosity. */
export interface Klog {
  configure(settings: KlogSettings): void;
  /** Level 0 is always written. */
  info(level: number, text: string): void;
  warning(text: string): void;
  fatal(text: string): void;
}

export interface KlogSurroundings {
  readonly clock: Clock;
  readonly pid: number;
  /** Writes to standard error. */
  readonly err: (text: string) => void;
}

export const klogDefaults: KlogSettings = {
  verbosity: 0,
  toStandardError: true,
  alsoToStandardError: false,
  threshold: 'E',
  file: undefined,
  skipHeaders: false,
};

/** A klog with the settings klog has by default. */
export function createKlog({ clock, pid, err }: KlogSurroundings): Klog {
  let settings = klogDefaults;
  const write = (severity: Severity, text: string) => {
    const line = `${settings.skipHeaders ? '' : formatHeader(severity, new Date(clock.now()), pid)}${text.trimEnd()}\n`;
    if (isForStandardError(settings, severity)) err(line);
    if (!settings.toStandardError && settings.file !== undefined) appendFileSync(settings.file, line);
  };
  return {
    configure: (changed) => void (settings = changed),
    info: (level, text) => {
      if (level <= settings.verbosity) write('I', text);
    },
    warning: (text) => write('W', text),
    fatal: (text) => write('F', text),
  };
}

/** Without a file there is no other place to write to. */
function isForStandardError(settings: KlogSettings, severity: Severity): boolean {
  const isBad = severities.indexOf(severity) >= severities.indexOf(settings.threshold);
  return settings.toStandardError || settings.alsoToStandardError || settings.file === undefined || isBad;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** `???:1` is klog's own word for a place in the code that it does not know. */
function formatHeader(severity: Severity, time: Date, pid: number): string {
  const day = [time.getMonth() + 1, time.getDate()].map(twoDigits).join('');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':');
  const micros = `${String(time.getMilliseconds()).padStart(3, '0')}000`;
  return `${severity}${day} ${clock}.${micros} ${String(pid).padStart(7)} ???:1] `;
}
