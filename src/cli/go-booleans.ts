import type { Command } from 'commander';

/**
 * The arguments with flags as Go programs take them, `--dry-run=true` and `--error-on-existing=false`, written as commander
 * takes them, so that command lines for kubefedctl keep working.
 */
export function withoutGoBooleans(program: Command, args: readonly string[]): string[] {
  const switches = new Set(switchesOf(program));
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  return [...flags.flatMap((argument) => translate(argument, switches)), ...args.slice(flags.length)];
}

function translate(argument: string, switches: ReadonlySet<string>): string[] {
  const [, name = '', value] = /^--([a-z-]+)=(true|false)$/.exec(argument) ?? [];
  if (!switches.has(`--${name}`) && !switches.has(`--no-${name}`)) return [argument];
  if (value === 'true') return switches.has(`--${name}`) ? [`--${name}`] : [];
  return switches.has(`--no-${name}`) ? [`--no-${name}`] : [];
}

function switchesOf(command: Command): string[] {
  const own = command.options.filter((option) => option.isBoolean() || option.negate).map(({ long }) => long ?? '');
  return [...own, ...command.commands.flatMap(switchesOf)];
}
