import type { Command } from 'commander';
import { withoutGoBooleans } from '../go-booleans.ts';

/**
 * The arguments as cobra and pflag would read them, written as commander reads them: underscores in names of flags,
 * `-n=shop`, `--dry-run=T`, and flags in front of the command they are for.
 */
export function withoutGoFlags(program: Command, args: readonly string[]): string[] {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  const read = withoutGoBooleans(program, flags.flatMap(translate));
  return [...withCommandFirst(program, read), ...args.slice(flags.length)];
}

function translate(argument: string): string[] {
  const [, name, value = ''] = /^(--[A-Za-z_-]+)(=.*)?$/s.exec(argument) ?? [];
  if (name !== undefined) return [`${name.replaceAll(/(?<=[a-z])_/g, '-')}${value}`];
  const [, letter, rest = ''] = /^(-[a-z])=(.*)$/s.exec(argument) ?? [];
  return letter === undefined ? [argument] : [letter, rest];
}

/** Up to the last name of a command, flags go behind the names; what follows a flag that takes a value is no name. */
function withCommandFirst(program: Command, args: readonly string[]): string[] {
  const switches = new Set(switchesOf(program));
  const path: string[] = [];
  const flags: string[] = [];
  let command = program;
  let index = 0;
  for (let argument = args[index]; argument !== undefined; argument = args[index]) {
    const named = command.commands.find((each) => each.name() === argument);
    if (named) {
      path.push(argument);
      command = named;
    } else if (argument.startsWith('-')) {
      flags.push(argument);
      const value = args[index + 1];
      const hasValue = argument.includes('=') || /^-[^-]./.test(argument);
      if (!hasValue && !switches.has(argument) && value !== undefined) {
        flags.push(value);
        index += 1;
      }
    } else break;
    index += 1;
  }
  return [...path, ...flags, ...args.slice(index)];
}

function switchesOf(command: Command): string[] {
  const own = command.options.filter((option) => !option.required).flatMap(({ short, long }) => [short, long]);
  const names = own.filter((name) => name !== undefined);
  return ['-h', '--help', ...names, ...command.commands.flatMap(switchesOf)];
}
