import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CliContext } from '../context.ts';
import { klogDefaults, type KlogSettings, type Severity } from './klog.ts';

/** What commander makes of klog's flags. */
interface KlogFlags {
  readonly v: number;
  readonly logtostderr: boolean;
  readonly alsologtostderr: boolean;
  readonly stderrthreshold: Severity;
  readonly logFile?: string;
  readonly skipHeaders: boolean;
}

const thresholds: Readonly<Record<string, Severity>> = {
  0: 'I',
  1: 'W',
  2: 'E',
  3: 'F',
  INFO: 'I',
  WARNING: 'W',
  ERROR: 'E',
  FATAL: 'F',
};

/** Adds klog's flags, which every command of kubefedctl takes. */
export function addKlogFlags(program: Command): void {
  const options = [
    new Option('-v, --v <level>', 'number for the log level verbosity').argParser(parseLevel).default(0),
    new Option('--logtostderr', 'log to standard error instead of files').default(true),
    new Option('--no-logtostderr').hideHelp(),
    new Option('--alsologtostderr', 'log to standard error as well as files').default(false),
    new Option('--stderrthreshold <severity>', 'logs at or above this threshold go to standard error')
      .argParser(parseThreshold)
      .default('E', '2'),
    new Option('--log-file <file>', 'the file to log to; needs --logtostderr=false'),
    new Option('--skip-headers', 'leave out the header of log lines').default(false),
    ...withoutEffect(),
  ];
  for (const option of options) program.addOption(option.helpGroup('Log options:'));
}

/** Flags for logs of long-lived programs; they are taken, so that no command line breaks by them. */
function withoutEffect(): Option[] {
  const valued = [
    '--log-backtrace-at <place>',
    '--log-dir <dir>',
    '--log-file-max-size <megabytes>',
    '--vmodule <levels>',
  ];
  const switches = ['--add-dir-header', '--one-output', '--skip-log-headers'];
  return [...valued, ...switches].map((flags) => new Option(flags).hideHelp());
}

/** The settings that the flags of a command line say. */
export function klogSettingsOf(program: Command, { cwd }: CliContext): KlogSettings {
  const { v, logtostderr, alsologtostderr, stderrthreshold, logFile, skipHeaders } = program.opts<KlogFlags>();
  return {
    ...klogDefaults,
    verbosity: v,
    toStandardError: logtostderr,
    alsoToStandardError: alsologtostderr,
    threshold: stderrthreshold,
    file: logFile === undefined ? undefined : resolve(cwd, logFile),
    skipHeaders,
  };
}

function parseLevel(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It has to be a number.');
}

function parseThreshold(text: string): Severity {
  const severity = thresholds[text.toUpperCase()];
  if (severity) return severity;
  throw new InvalidArgumentError('It has to be a number from 0 to 3, or INFO, WARNING, ERROR or FATAL.');
}
