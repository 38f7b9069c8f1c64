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

/** As strconv.ParseBool reads them. */
const goBooleans: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['1', 't', 'T', 'true', 'True', 'TRUE'].map((word) => [word, true])),
  ...Object.fromEntries(['0', 'f', 'F', 'false', 'False', 'FALSE'].map((word) => [word, false])),
};

function translate(argument: string, switches: ReadonlySet<string>): string[] {
  const [, name = '', value = ''] = /^--([a-z-]+)=(\w+)$/.exec(argument) ?? [];
  const truth = goBooleans[value];
  if (truth === undefined || (!switches.has(`--${name}`) && !switches.has(`--no-${name}`))) return [argument];
  if (truth) return switches.has(`--${name}`) ? [`--${name}`] : [];
  return switches.has(`--no-${name}`) ? [`--no-${name}`] : [];
}

function switchesOf(command: Command): string[] {
  const own = command.options.filter((option) => option.isBoolean() || option.negate).map(({ long }) => long ?? '');
  return [...own, ...command.commands.flatMap(switchesOf)];
}
