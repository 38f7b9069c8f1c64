import { Command } from 'commander';
import { federatedResource, targetResource, type FederatedTypeConfig } from '../api/federated-type-config.ts';
import { keyOf, refOf } from '../api/meta.ts';
import type { CliContext } from './context.ts';
import { disableType, findConfig, typeConfigName } from './disable/disable-type.ts';
import { formatExamples } from './examples.ts';
import { CommandFailure, UsageFailure } from './failure.ts';
import { addHostOptions, dryRunOption, type HostOptions } from './host-options.ts';
import { withHost, type Host } from './host.ts';

export interface DisableOptions extends HostOptions {
  readonly deleteCrd: boolean;
  readonly federatedGroup?: string;
  readonly version?: string;
  readonly dryRun: boolean;
}

/** `hansa disable`: has a type no longer federated. */
export function createDisableCommand(context: CliContext): Command {
  const command = new Command('disable')
    .description('Stop federating an API type')
    .argument('<type>', 'the type: plural, kind, short name or PLURAL.GROUP')
    .option(
      '--delete-crd',
      'delete the definitions of the federated type and its split types too, if there are no objects',
      false,
    )
    .option('--federated-group <group>', 'with --delete-crd: the group the federated type has to have')
    .option('--version <version>', 'with --delete-crd: the version of the type that has to be federated')
    .addOption(dryRunOption())
    .action((type: string, options: DisableOptions) => {
      checkDisableFlags(options);
      return withHost(context, options, async (host) => {
        const config = await readConfig(host, await typeConfigName(host, type));
        checkMeant(config, options);
        if (options.dryRun) {
          return context.out(`FederatedTypeConfig "${keyOf(refOf(config))}" would be disabled and deleted (dry run)\n`);
        }
        await disableType(context, host, config, options.deleteCrd);
      });
    });
  return addHostOptions(command).addHelpText('after', `${explanation}${formatExamples(examples)}`);
}

const explanation = `
The federated objects stay, and so does what was propagated from them.
`;

const examples = [
  ['leave the members as they are, and change nothing more there', 'hansa disable deployments.apps'],
  ['the federated type is not needed any more', 'hansa disable widgets.example.com --delete-crd'],
] as const;

/** Throws UsageFailure, in KubeFed's words, for flags that mean nothing without another. */
export function checkDisableFlags({ deleteCrd, version, federatedGroup }: DisableOptions): void {
  if (deleteCrd) return;
  if (version !== undefined) throw new UsageFailure('--version flag valid only with --delete-crd');
  if (federatedGroup === undefined) return;
  throw new UsageFailure('--federated-group flag valid only with --delete-crd', {
    kubefed: '--kubefed-group flag valid only with --delete-crd',
  });
}

async function readConfig(host: Host, name: string): Promise<FederatedTypeConfig> {
  const config = await findConfig(host, name);
  if (config) return config;
  throw new CommandFailure(`FederatedTypeConfig "${host.namespace}/${name}" does not exist`, {
    next: '"hansa types" lists the types that are federated',
  });
}

function checkMeant(config: FederatedTypeConfig, { federatedGroup, version }: DisableOptions): void {
  const { name } = config.metadata;
  const { group } = federatedResource(config);
  const target = targetResource(config);
  if (federatedGroup !== undefined && federatedGroup !== group) {
    throw new CommandFailure(`the federated type of "${name}" is in group ${group}, not ${federatedGroup}`);
  }
  if (version !== undefined && version !== target.version) {
    throw new CommandFailure(`"${name}" is federated in version ${target.version}, not ${version}`);
  }
}
