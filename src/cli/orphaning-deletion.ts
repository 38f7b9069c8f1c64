import { Command } from 'commander';
import { federatedNamespaced, federatedResource } from '../api/federated-type-config.ts';
import { keyOf, type ObjectRef, type ResourceType } from '../api/meta.ts';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { findTypeConfig } from './find-type-config.ts';
import { addHostOptions, dryRunOption, type HostOptions } from './host-options.ts';
import { withHost, type Host } from './host.ts';
import { isOrphaning, readFederated, setOrphaning } from './orphaning/set-orphaning.ts';

interface OrphaningOptions extends HostOptions {
  readonly namespace?: string;
  readonly dryRun: boolean;
}

/** `hansa orphaning-deletion`: whether what an object has in the clusters outlives it. */
export function createOrphaningCommand(context: CliContext): Command {
  return new Command('orphaning-deletion')
    .alias('orphaning')
    .description('Say whether what is in the clusters outlives a federated object')
    .addCommand(createSwitch(context, true))
    .addCommand(createSwitch(context, false))
    .addCommand(createStatus(context))
    .addHelpText('after', formatExamples(examples));
}

const examples = [
  ['delete a federated Deployment, and keep it running', 'hansa orphaning-deletion enable deployments web -n shop'],
  ['have it deleted everywhere after all', 'hansa orphaning-deletion disable deployments web -n shop'],
  ['which of the two it is', 'hansa orphaning-deletion status deployments web -n shop'],
] as const;

function createSwitch(context: CliContext, wanted: boolean): Command {
  const command = new Command(wanted ? 'enable' : 'disable')
    .description(wanted ? 'Keep what is in the clusters' : 'Delete what is in the clusters, as usual')
    .addOption(dryRunOption())
    .action((type: string, name: string, options: OrphaningOptions) =>
      withObject(context, { type, name }, options, async (host, federated) => {
        const live = await readFederated(host.client, federated.type, federated.ref);
        const changed = await setOrphaning(host.client, federated.type, live, wanted, options.dryRun);
        const end = `${changed ? '' : ', as before'}${options.dryRun ? ' (dry run)' : ''}`;
        context.out(`${describe(federated, wanted)}${end}\n`);
        if (wanted)
          context.out(
            `"kubectl${inNamespace(federated.ref)} delete ${federated.type.plural} ${name}" lets go of it.\n`,
          );
      }),
    );
  return addObject(command);
}

function createStatus(context: CliContext): Command {
  const command = new Command('status')
    .description('Say which of the two it is')
    .action((type: string, name: string, options: OrphaningOptions) =>
      withObject(context, { type, name }, options, async (host, federated) => {
        const isEnabled = isOrphaning(await readFederated(host.client, federated.type, federated.ref));
        context.out(`${isEnabled ? 'Enabled' : 'Disabled'}: ${describe(federated, isEnabled)}\n`);
      }),
    );
  return addObject(command);
}

function addObject(command: Command): Command {
  return addHostOptions(
    command
      .argument('<type>', 'its type: plural, kind, short name or PLURAL.GROUP, federated or not')
      .argument('<name>', 'its name')
      .option('-n, --namespace <namespace>', 'its namespace (default: that of the context)'),
  );
}

interface Federated {
  readonly type: ResourceType;
  readonly ref: ObjectRef;
}

function withObject(
  context: CliContext,
  { type, name }: { readonly type: string; readonly name: string },
  options: OrphaningOptions,
  use: (host: Host, federated: Federated) => Promise<void>,
): Promise<void> {
  return withHost(context, options, async (host) => {
    const config = await findTypeConfig(host, type);
    const namespace = federatedNamespaced(config) ? (options.namespace ?? host.contextNamespace) : '';
    await use(host, { type: federatedResource(config), ref: { namespace, name } });
  });
}

function describe({ type, ref }: Federated, isOrphaning: boolean): string {
  const fate = isOrphaning ? 'stays when it is deleted' : 'is deleted with it';
  return `what ${type.kind} ${keyOf(ref)} has in the clusters ${fate}`;
}

function inNamespace({ namespace }: ObjectRef): string {
  return namespace === '' ? '' : ` -n ${namespace}`;
}
