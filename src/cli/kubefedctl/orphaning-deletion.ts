import { Command } from 'commander';
import { qualifiedPlural, type KubeObject, type ResourceType } from '../../api/meta.ts';
import { typesGroup } from '../../api/names.ts';
import { discover } from '../../kube/discovery.ts';
import type { CliContext } from '../context.ts';
import { chooseTarget } from '../enable/find-target.ts';
import { CommandFailure, explainToKubeFed } from '../failure.ts';
import type { HostOptions } from '../host-options.ts';
import { withHost, type Host } from '../host.ts';
import { isOrphaning, readFederated, setOrphaning } from '../orphaning/set-orphaning.ts';
import { addHostFlags, withoutEmpty } from './host-flags.ts';
import { required } from './required.ts';
import { printing, type KubefedctlSurroundings } from './surroundings.ts';

interface OrphaningFlags extends HostOptions {
  readonly namespace?: string;
}

interface Federated {
  readonly host: Host;
  readonly type: ResourceType;
  readonly live: KubeObject;
}

/** `kubefedctl orphaning-deletion`. */
export function createOrphaning(surroundings: KubefedctlSurroundings): Command {
  const context = printing(surroundings);
  const group = new Command('orphaning-deletion').description('Manage the orphaning delete policy');
  return group
    .argument('[command]')
    .usage('[command]')
    .action(() => group.outputHelp())
    .addCommand(verb(context, 'enable', 'Leave managed resources behind on deletion', switchTo(true)))
    .addCommand(verb(context, 'disable', 'Remove managed resources on deletion', switchTo(false)))
    .addCommand(
      verb(context, 'status', 'Print whether managed resources are left behind', async ({ live }) => {
        context.out(`${isOrphaning(live) ? 'Enabled' : 'Disabled'}\n`);
      }),
    );
}

function switchTo(wanted: boolean): (federated: Federated) => Promise<void> {
  return async ({ host, type, live }) => void (await setOrphaning(host.client, type, live, wanted, false));
}

function verb(
  context: CliContext,
  name: string,
  description: string,
  act: (federated: Federated) => Promise<void>,
): Command {
  const command = new Command(name)
    .description(description)
    .argument('[TYPE]')
    .argument('[NAME]')
    .option('-n, --namespace <namespace>', 'namespace of the resource (default: that of the context)')
    .action((type: string | undefined, name: string | undefined, given: OrphaningFlags) => {
      const wanted = { type: required(type, 'resource type'), name: required(name, 'resource name') };
      const options = withoutEmpty(given);
      return withHost(context, options, async (host) => act(await find(context, host, wanted, options)));
    });
  return addHostFlags(command, ['kubefedNamespace', 'dryRun']);
}

async function find(
  context: CliContext,
  host: Host,
  wanted: { readonly type: string; readonly name: string },
  options: OrphaningFlags,
): Promise<Federated> {
  const type = await findType(host, wanted.type);
  if (!type.kind.startsWith('Federated') || type.group !== typesGroup) {
    context.out(`Warning: ${qualifiedPlural(type)}/${type.version} might not be a federated resource\n`);
  }
  const namespace = type.namespaced ? (options.namespace ?? host.contextNamespace) : '';
  return { host, type, live: await readFederated(host.client, type, { namespace, name: wanted.name }) };
}

async function findType({ client }: Host, name: string): Promise<ResourceType> {
  try {
    return chooseTarget(await discover(client), name, undefined);
  } catch (error) {
    const { message, next } = explainToKubeFed(error);
    throw new CommandFailure(`Failed to find targeted ${name} type: ${message}`, { next, cause: error });
  }
}
