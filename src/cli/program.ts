import { Command } from 'commander';
import type { CliContext } from './context.ts';

/** Commands shown together in the help. */
export interface CommandGroup {
  readonly heading: string;
  readonly commands: readonly Command[];
}

/**
 * The whole command line. parseAsync rejects with whatever the command failed with, or with CommanderError when the
 * command line made no sense or asked for help; reportFailure knows both.
 */
export function createProgram(context: CliContext, version: string, groups: readonly CommandGroup[]): Command {
  const program = new Command('hansa')
    .description(
      'Hansa federates Kubernetes clusters: it takes what should run everywhere, and keeps it true everywhere.',
    )
    .version(version, '-V, --version', 'print the version of this program')
    .addHelpCommand(new Command('help').argument('[command]').description('explain a command').helpGroup('Look:'))
    .showHelpAfterError('hint: "hansa --help" lists the commands')
    // Else --version of a command would be taken for this one.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: (text) => context.out(text), writeErr: (text) => context.err(text) })
    .addHelpText('after', firstSteps);
  for (const { heading, commands } of groups) {
    for (const command of commands) {
      inherit(command, program, 'hansa');
      program.addCommand(command.helpGroup(heading));
    }
  }
  return program;
}

/** addCommand alone would leave a command with the process's own streams and exit. */
function inherit(command: Command, parent: Command, path: string): void {
  const line = `${path} ${command.name()}`;
  command.copyInheritedSettings(parent).showHelpAfterError(`hint: "${line} --help" shows how it is used`);
  for (const child of command.commands) inherit(child, command, line);
}

const firstSteps = `
First steps:
  hansa init --with-default-types   make the current cluster the host
  hansa join bremen                 join the cluster of the context "bremen"
  hansa status                      see what runs where

"hansa <command> --help" explains a command, with examples.
`;
