import { Command } from 'commander';
import { federatedTypeConfigType } from '../../api/federated-type-config.ts';
import { defaultPlace, typeConfigFor } from '../../api/federated-type.ts';
import type { CliContext } from '../context.ts';
import { checkDisableFlags, type DisableOptions } from '../disable.ts';
import { deleteFederatedCrd, disableType, findConfig, typeConfigName } from '../disable/disable-type.ts';
import { runEnable, type EnableOptions } from '../enable.ts';
import { findTarget } from '../enable/find-target.ts';
import { withHost, type Host } from '../host.ts';
import { addHostFlags, withoutEmpty } from './host-flags.ts';
import { checkOutput } from './output-flag.ts';
import { required } from './required.ts';
import { printing, type KubefedctlSurroundings } from './surroundings.ts';

/** `kubefedctl enable`. */
export function createEnable(surroundings: KubefedctlSurroundings): Command {
  const command = new Command('enable')
    .description('Enable propagation of an API type')
    .argument('[NAME]')
    .option('--federated-group <group>', 'group of the federated type', defaultPlace.federatedGroup)
    .option('--federated-version <version>', 'version of the federated type', defaultPlace.federatedVersion)
    .option('--version <version>', 'version of the type')
    .option('-o, --output <format>', 'print what would be written instead: yaml')
    .option('-f, --filename <file>', 'EnableTypeDirective that says what to enable')
    .action((name: string | undefined, given: EnableOptions) => {
      const options = { ...defaultPlace, ...withoutEmpty(given) };
      checkOutput(options.output);
      return runEnable(
        printing(surroundings),
        options.filename === undefined ? required(name, 'NAME') : undefined,
        options,
      );
    });
  return addHostFlags(command);
}

/** `kubefedctl disable`. */
export function createDisable(surroundings: KubefedctlSurroundings): Command {
  const command = new Command('disable')
    .description('Disable propagation of an API type')
    .argument('[NAME]')
    .option('--delete-crd', 'remove what enable added to the API as well', false)
    .option('--federated-group <group>', 'with --delete-crd: group of the federated type', defaultPlace.federatedGroup)
    .option('--version <version>', 'with --delete-crd: version of the type')
    .action(async (name: string | undefined, given: DisableOptions) => {
      const type = required(name, 'NAME');
      const options = withoutEmpty(given);
      checkFlags(options);
      const context = printing(surroundings);
      await withHost(context, options, (host) => disable(context, host, type, options));
    });
  return addHostFlags(command);
}

/** The default group, said or not, is none that was chosen. */
function checkFlags({ federatedGroup, ...options }: DisableOptions): void {
  const isChosen = federatedGroup !== undefined && federatedGroup !== defaultPlace.federatedGroup;
  checkDisableFlags(isChosen ? { ...options, federatedGroup } : options);
}

async function disable(context: CliContext, host: Host, type: string, options: DisableOptions): Promise<void> {
  const name = await typeConfigName(host, type);
  const config = await findConfig(host, name);
  if (!config) context.out(`${federatedTypeConfigType.kind} "${host.namespace}/${name}" does not exist\n`);
  if (options.dryRun) return;
  if (config) return disableType(context, host, config, options.deleteCrd);
  if (options.deleteCrd) await deleteLeftCrd(context, host, name, options);
}

/** Without a FederatedTypeConfig, the flags tell which federated type was the type's. */
async function deleteLeftCrd(context: CliContext, host: Host, name: string, options: DisableOptions): Promise<void> {
  const target = await findTarget(host.client, name, options.version);
  const { federatedGroup = defaultPlace.federatedGroup } = options;
  await deleteFederatedCrd(context, host, typeConfigFor(target, { ...defaultPlace, federatedGroup }));
}
