import { Command } from 'commander';
import { addKlogFlags, klogSettingsOf } from './klog-flags.ts';
import type { KubefedctlSurroundings } from './surroundings.ts';

/** kubefedctl with the commands given. parseAsync rejects as that of hansa's program does. */
export function createKubefedctl({ context, klog }: KubefedctlSurroundings, commands: readonly Command[]): Command {
  const program = new Command('kubefedctl');
  program
    .description('kubefedctl is the command line of KubeFed; this one is for federations of Hansa.')
    .argument('[command]')
    .usage('[command]')
    .allowExcessArguments()
    .helpCommand('help [command]', 'explain a command')
    .showHelpAfterError()
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out(text),
      writeErr: (text) => context.err(text),
      outputError: (text, write) => write(inCobrasWords(text)),
    })
    .addHelpText('after', '\n"hansa --help" lists what there is besides.\n')
    .hook('preAction', () => klog.configure(klogSettingsOf(program, context)))
    .action((name: string | undefined) => {
      if (name === undefined) return program.outputHelp();
      program.error(`error: unknown command '${name}'`, { code: 'commander.unknownCommand' });
    });
  addKlogFlags(program);
  for (const command of commands) inherit(command, program);
  return program;
}

function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent).allowExcessArguments();
  if (command.parent === null) parent.addCommand(command);
  const line = examples[command.name()];
  if (line !== undefined && parent.parent === null) command.addHelpText('after', `\nExample:\n  kubefedctl ${line}\n`);
  for (const child of command.commands) inherit(child, command);
}

const examples: Readonly<Record<string, string>> = {
  disable: 'disable deployments.apps --delete-crd',
  enable: 'enable deployments.apps',
  federate: 'federate namespaces shop --contents',
  join: 'join bremen --host-cluster-context=luebeck',
  'orphaning-deletion': 'orphaning-deletion enable FederatedDeployment web -n shop',
  unjoin: 'unjoin bremen --host-cluster-context=luebeck',
};

const words: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown option '-([^-'])'/, "Error: unknown shorthand flag: '$1' in -$1"],
  [/^error: unknown option '([^'=]*)[^']*'/, 'Error: unknown flag: $1'],
  [/^error: unknown command '([^']*)'/, 'Error: unknown command "$1" for "kubefedctl"'],
  [/^error: option '(?:-\w, )?(--[\w-]+) [^']*' argument missing/, 'Error: flag needs an argument: $1'],
  [/^error: /, 'Error: '],
];

/** What a command line got wrong, as programs built on cobra say it. */
function inCobrasWords(text: string): string {
  const [pattern, replacement] = words.find(([pattern]) => pattern.test(text)) ?? [/^/, ''];
  return text.replace(pattern, replacement);
}
