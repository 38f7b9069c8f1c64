import { Command, Option } from 'commander';
import type { KubeFedConfigSpec } from '../api/kubefed-config.ts';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { addHostOptions, dryRunOption, type HostOptions } from './host-options.ts';
import { withHost } from './host.ts';
import { install } from './init/install.ts';
import { parseSettings, settingNames } from './init/settings.ts';

interface InitOptions extends HostOptions {
  readonly scope?: KubeFedConfigSpec['scope'];
  readonly set: readonly string[];
  readonly withDefaultTypes: boolean;
  readonly dryRun: boolean;
}

/** `hansa init`: makes a cluster the host of a federation. */
export function createInitCommand(context: CliContext): Command {
  const command = new Command('init')
    .description('Make a cluster the host of a federation')
    .addOption(
      new Option(
        '--scope <scope>',
        'federate all namespaces or only the one of the federation (default: Cluster)',
      ).choices(['Cluster', 'Namespaced']),
    )
    .option('--with-default-types', 'federate the ten types KubeFed starts with, such as deployments.apps', false)
    .option('--set <setting=value>', 'change a setting of the controllers; may be given again', collect, [])
    .addOption(dryRunOption())
    .action((options: InitOptions) => {
      const { scope, withDefaultTypes, dryRun } = options;
      const settings = parseSettings(options.set);
      return withHost(context, options, (host) =>
        install(context, host, { scope, settings, withDefaultTypes, dryRun }),
      );
    });
  return addHostOptions(command).addHelpText(
    'after',
    () => `${explanation}${formatExamples(examples)}\n${listSettings()}`,
  );
}

const explanation = `
Installs the definitions of Hansa's types, the namespace the federation is kept
in, and its settings. What is there already is brought up to date; settings stay
as they are unless --set changes them. It may be run as often as you like.
`;

const examples = [
  ['see first what it would do', 'hansa init --dry-run'],
  ['a federation that can propagate the usual types', 'hansa init --with-default-types'],
  ['notice a lost cluster sooner', 'hansa init --set clusterHealthCheck.period=1s'],
] as const;

function listSettings(): string {
  return `Settings:\n${settingNames()
    .map((name) => `  ${name}\n`)
    .join('')}`;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
