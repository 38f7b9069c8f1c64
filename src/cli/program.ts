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
    .description('Hansa federates Kubernetes clusters: it takes what should run everywhere, and keeps it true everywhere.')
    .version(version, '-V, --version', 'print the version of this program')
    .exitOverride()
    .configureOutput({ writeOut: (text) => context.out(text), writeErr: (text) => context.err(text) })
    .addHelpText('after', firstSteps);
  for (const { heading, commands } of groups) {
    for (const command of commands) {
      inherit(command, program);
      program.addCommand(command.helpGroup(heading));
    }
  }
  return program;
}

/** addCommand alone would leave a command with the process's own streams and exit. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
}

const firstSteps = `
First steps:
  hansa init --with-default-types          install Hansa's types in the current cluster
  hansa join bremen                        join the cluster of the kubeconfig context "bremen"
  hansa status                             see what runs where

"hansa <command> --help" shows examples.
`;
