import { Command } from 'commander';
import { customResourceDefinitionType } from '../api/crd.ts';
import {
  federatedResource,
  federatedTypeConfigType,
  targetResource,
  type FederatedTypeConfig,
} from '../api/federated-type-config.ts';
import { qualifiedPlural, refOf } from '../api/meta.ts';
import { find } from './apply-object.ts';
import type { CliContext } from './context.ts';
import { countObjects } from './count-objects.ts';
import { chooseTarget } from './enable/find-target.ts';
import { discover } from '../kube/discovery.ts';
import { formatExamples } from './examples.ts';
import { CommandFailure, UsageFailure } from './failure.ts';
import { addHostOptions, dryRunOption, type HostOptions } from './host-options.ts';
import { withHost, type Host } from './host.ts';
import { withProgress } from './progress.ts';
import { waitFor } from './wait-for.ts';

const stopPatienceMs = 10_000;

interface DisableOptions extends HostOptions {
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
    .option('--delete-crd', 'delete the definition of the federated type too, if there are no objects of it', false)
    .option('--federated-group <group>', 'with --delete-crd: the group the federated type has to have')
    .option('--version <version>', 'with --delete-crd: the version of the type that has to be federated')
    .addOption(dryRunOption())
    .action((type: string, options: DisableOptions) => {
      checkFlags(options);
      return withHost(context, options, (host) => disable(context, host, type, options));
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

/** KubeFed's words. */
function checkFlags({ deleteCrd, version, federatedGroup }: DisableOptions): void {
  if (deleteCrd) return;
  if (version !== undefined) throw new UsageFailure('--version flag valid only with --delete-crd');
  if (federatedGroup !== undefined) throw new UsageFailure('--federated-group flag valid only with --delete-crd');
}

async function disable(context: CliContext, host: Host, type: string, options: DisableOptions): Promise<void> {
  const config = await readConfig(host, await configName(host, type));
  checkMeant(config, options);
  const key = `${host.namespace}/${config.metadata.name}`;
  if (options.dryRun) return context.out(`FederatedTypeConfig "${key}" would be disabled and deleted (dry run)\n`);
  if (options.deleteCrd) await checkNoObjects(host, config);
  await stopPropagation(context, host, config, key);
  if (options.deleteCrd) await deleteCrd(context, host, config);
  await host.client.delete(federatedTypeConfigType, refOf(config));
  context.out(`federatedtypeconfig "${key}" deleted\n`);
}

/** A name with a dot is that of the FederatedTypeConfig itself, so that a type the host no longer serves can be disabled. */
async function configName({ client }: Host, type: string): Promise<string> {
  return type.includes('.') ? type : qualifiedPlural(chooseTarget(await discover(client), type, undefined));
}

async function readConfig({ client, namespace }: Host, name: string): Promise<FederatedTypeConfig> {
  const config = await find<FederatedTypeConfig>(client, federatedTypeConfigType, { namespace, name });
  if (config) return config;
  throw new CommandFailure(`FederatedTypeConfig "${namespace}/${name}" does not exist`, {
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

async function checkNoObjects({ client }: Host, config: FederatedTypeConfig): Promise<void> {
  const type = federatedResource(config);
  if (!(await countObjects(client, type))) return;
  throw new CommandFailure(
    `Cannot delete CRD "${qualifiedPlural(type)}" while resource instances exist. Please try hansa disable again after removing the resource instances or without the '--delete-crd' option`,
    { next: `"hansa status ${config.metadata.name} -A" lists them` },
  );
}

async function stopPropagation(
  context: CliContext,
  { client }: Host,
  config: FederatedTypeConfig,
  key: string,
): Promise<void> {
  const patched = await client.mergePatch<FederatedTypeConfig>(federatedTypeConfigType, refOf(config), {
    spec: { propagation: 'Disabled' },
  });
  context.out(`Disabled propagation for FederatedTypeConfig "${key}"\n`);
  context.out(`Verifying propagation controller is stopped for FederatedTypeConfig "${key}"\n`);
  const generation = patched.metadata.generation ?? 0;
  const stopped = await withProgress(context, 'Waiting for the controller to stop', () =>
    waitFor<FederatedTypeConfig>(client, context.clock, {
      type: federatedTypeConfigType,
      ref: refOf(config),
      holds: (config) => isStopped(config, generation),
      timeoutMs: stopPatienceMs,
    }),
  );
  if (stopped === 'overdue') {
    throw new CommandFailure(`Propagation controller for FederatedTypeConfig "${key}" did not stop within 10 s`, {
      next: 'check that "hansa controller" is running, then run the command again',
    });
  }
  context.out(`Propagation controller for FederatedTypeConfig "${key}" is stopped\n`);
}

/** What was never looked at by a controller was never started by one. */
function isStopped(config: FederatedTypeConfig | undefined, generation: number): boolean {
  const status = config?.status;
  if (status === undefined) return true;
  return status.propagationController === 'NotRunning' && status.observedGeneration >= generation;
}

async function deleteCrd(context: CliContext, { client }: Host, config: FederatedTypeConfig): Promise<void> {
  const name = qualifiedPlural(federatedResource(config));
  const isThere = await find(client, customResourceDefinitionType, { namespace: '', name });
  if (isThere) await client.delete(customResourceDefinitionType, { namespace: '', name });
  context.out(`customresourcedefinition "${name}" ${isThere ? 'deleted' : 'does not exist'}\n`);
}
