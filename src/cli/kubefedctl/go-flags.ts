import type { Command } from 'commander';
import { withoutGoBooleans } from '../go-booleans.ts';

/** The arguments as pflag would read them, written as commander reads them: underscores in names of flags, `-n=shop`, `--v=2`. */
export function withoutGoFlags(program: Command, args: readonly string[]): string[] {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  return withoutGoBooleans(program, [...flags.flatMap(translate), ...args.slice(flags.length)]);
}

function translate(argument: string): string[] {
  const [, name, value = ''] = /^(--[A-Za-z_-]+)(=.*)?$/s.exec(argument) ?? [];
  if (name !== undefined) return [`${name.replaceAll(/(?<=[a-z])_/g, '-')}${value}`];
  const [, letter, rest = ''] = /^(-[a-z])=(.*)$/s.exec(argument) ?? [];
  return letter === undefined ? [argument] : [letter, rest];
}
