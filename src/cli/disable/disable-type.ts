import { customResourceDefinitionType } from '../../api/crd.ts';
import {
  federatedResource,
  federatedTypeConfigType,
  splitResources,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import { keyOf, qualifiedPlural, refOf, type ResourceType } from '../../api/meta.ts';
import { discover } from '../../kube/discovery.ts';
import { find } from '../apply-object.ts';
import type { CliContext } from '../context.ts';
import { countObjects } from '../count-objects.ts';
import { chooseTarget } from '../enable/find-target.ts';
import { CommandFailure } from '../failure.ts';
import type { Host } from '../host.ts';
import { withProgress } from '../progress.ts';
import { waitFor } from '../wait-for.ts';

const stopPatienceMs = 10_000;

/** What identifies the federated type of a FederatedTypeConfig, there or not. */
type TypeNames = Pick<FederatedTypeConfig, 'metadata' | 'spec'>;

/** A name with a dot is that of the FederatedTypeConfig itself, so that a type the host no longer serves can be disabled. */
export async function typeConfigName({ client }: Host, type: string): Promise<string> {
  return type.includes('.') ? type : qualifiedPlural(chooseTarget(await discover(client), type, undefined));
}

/** The FederatedTypeConfig of a name, or undefined when there is none. */
export function findConfig({ client, namespace }: Host, name: string): Promise<FederatedTypeConfig | undefined> {
  return find<FederatedTypeConfig>(client, federatedTypeConfigType, { namespace, name });
}

/** Stops the propagation of a type and removes its FederatedTypeConfig; with deleteCrd its federated and split types as well. */
export async function disableType(
  context: CliContext,
  host: Host,
  config: FederatedTypeConfig,
  deleteCrd: boolean,
): Promise<void> {
  if (deleteCrd) await checkNoObjects(host, config);
  await stopPropagation(context, host, config);
  if (deleteCrd) await deleteFederatedCrd(context, host, config);
  await host.client.delete(federatedTypeConfigType, refOf(config));
  context.out(`federatedtypeconfig "${keyOf(refOf(config))}" deleted\n`);
}

/** Removes the federated and split types of a configuration, which need not be there itself; throws when there are objects of it. */
export async function deleteFederatedCrd(context: CliContext, host: Host, config: TypeNames): Promise<void> {
  await checkNoObjects(host, config);
  for (const type of ownTypes(config)) await deleteCrd(context, host, qualifiedPlural(type));
}

async function deleteCrd(context: CliContext, { client }: Host, name: string): Promise<void> {
  const ref = { namespace: '', name };
  const isThere = await find(client, customResourceDefinitionType, ref);
  if (isThere) await client.delete(customResourceDefinitionType, ref);
  context.out(`customresourcedefinition "${name}" ${isThere ? 'deleted' : 'does not exist'}\n`);
}

async function checkNoObjects({ client }: Host, config: TypeNames): Promise<void> {
  const [federated, ...split] = ownTypes(config);
  for (const type of [federated, ...split]) {
    if (!(await countObjects(client, type))) continue;
    const command =
      type === federated ? `hansa status ${config.metadata.name} -A` : `kubectl get ${qualifiedPlural(type)} -A`;
    throw new CommandFailure(keepsCrd(type, 'hansa'), {
      next: `"${command}" lists them`,
      kubefed: keepsCrd(type, 'kubefedctl'),
    });
  }
}

/** The types there are for a target alone: the federated type, and the split types. */
function ownTypes(config: TypeNames): [ResourceType, ...ResourceType[]] {
  return [federatedResource(config), ...Object.values(splitResources(config))];
}

function keepsCrd(type: ResourceType, program: string): string {
  return `Cannot delete CRD "${qualifiedPlural(type)}" while resource instances exist. Please try ${program} disable again after removing the resource instances or without the '--delete-crd' option`;
}

async function stopPropagation(context: CliContext, { client }: Host, config: FederatedTypeConfig): Promise<void> {
  const key = keyOf(refOf(config));
  const patch = { spec: { propagation: 'Disabled' } };
  const { metadata } = await client.mergePatch(federatedTypeConfigType, refOf(config), patch);
  context.out(`Disabled propagation for FederatedTypeConfig "${key}"\n`);
  context.out(`Verifying propagation controller is stopped for FederatedTypeConfig "${key}"\n`);
  const stopped = await withProgress(context, 'Waiting for the controller to stop', () =>
    waitFor<FederatedTypeConfig>(client, context.clock, {
      type: federatedTypeConfigType,
      ref: refOf(config),
      holds: (config) => isStopped(config, metadata.generation ?? 0),
      timeoutMs: stopPatienceMs,
    }),
  );
  if (stopped === 'overdue') {
    throw new CommandFailure(`Propagation controller for FederatedTypeConfig "${key}" did not stop within 10 s`, {
      next: 'check that "hansa controller" is running, then run the command again',
      kubefed: `Unable to verify propagation controller for FederatedTypeConfig "${key}" is stopped: timed out waiting for the condition`,
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
