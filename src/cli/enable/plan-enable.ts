import { customResourceDefinitionType, type CustomResourceDefinition } from '../../api/crd.ts';
import { federatedCrd } from '../../api/federated-crd.ts';
import {
  federatedResource,
  federatedTypeConfigType,
  targetResource,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import { typeConfigFor } from '../../api/federated-type.ts';
import { keyOf, qualifiedPlural, refOf } from '../../api/meta.ts';
import { splitCrds } from '../../api/split-crds.ts';
import { find } from '../apply-object.ts';
import { namespaces } from '../built-in-types.ts';
import { CommandFailure } from '../failure.ts';
import type { Host } from '../host.ts';
import type { EnableDirective } from './directive.ts';
import { areEquivalent } from './equivalent-types.ts';
import { findTarget } from './find-target.ts';
import { readTargetSchema } from './target-schema.ts';

/** What makes a type federated. */
export interface EnablePlan {
  /** That of the federated type first, then those of the split types. */
  readonly crds: readonly [CustomResourceDefinition, ...CustomResourceDefinition[]];
  readonly config: FederatedTypeConfig;
}

/** Finds the type and works out what makes it federated; throws CommandFailure when there is no such type. */
export async function planEnable(
  { client }: Host,
  directive: EnableDirective,
  { split = false }: { readonly split?: boolean } = {},
): Promise<EnablePlan> {
  const { type, targetVersion, ...place } = directive;
  const { shortNames, ...target } = await findTarget(client, type, targetVersion);
  const schema = await readTargetSchema(client, target);
  const crd = federatedCrd({ target, shortNames, ...place, ...schema });
  const apart = split ? splitCrds(target, place) : [];
  return { crds: [crd, ...apart], config: typeConfigFor(target, place, { split }) };
}

/** Throws CommandFailure where enabling would take something from a type that is enabled. */
export async function checkEnable({ client, namespace }: Host, { crds: [crd], config }: EnablePlan): Promise<void> {
  if (!(await find(client, namespaces, { namespace: '', name: namespace }))) {
    throw new CommandFailure(`${client.name}: there is no namespace "${namespace}" to keep the federation in`, {
      next: 'run "hansa init", or name the right host with --host-cluster-context and --kubefed-namespace',
      kubefed: `KubeFed system namespace "${namespace}" does not exist: namespaces "${namespace}" not found`,
    });
  }
  const { items } = await client.list<FederatedTypeConfig>(federatedTypeConfigType, { namespace });
  const own = items.find(({ metadata }) => metadata.name === config.metadata.name);
  if (own) checkSameFederatedType(own, config);
  if (!(await find(client, customResourceDefinitionType, { namespace: '', name: crd.metadata.name }))) return;
  for (const other of items) if (other !== own) checkOther(other, config);
}

function checkSameFederatedType(own: FederatedTypeConfig, wanted: FederatedTypeConfig): void {
  const [before, after] = [own, wanted].map((config) => describe(federatedResource(config)));
  if (before === after) return;
  throw new CommandFailure(
    `Federation is already enabled for "${own.metadata.name}" with federated type "${before}". ${unsupported(after)}`,
    {
      next: `"hansa disable ${own.metadata.name} --delete-crd" comes first, once there are no objects of the old type`,
      kubefed: `Federation is already enabled for "${describe(targetResource(own))}" with federated type "${before}". ${unsupported(after)}`,
    },
  );
}

function unsupported(type: string | undefined): string {
  return `Changing the federated type to "${type}" is not supported.`;
}

function checkOther(other: FederatedTypeConfig, wanted: FederatedTypeConfig): void {
  const { name } = wanted.metadata;
  const federated = qualifiedPlural(federatedResource(wanted));
  const next = `"hansa disable ${other.metadata.name}" comes first`;
  if (areEquivalent(targetResource(other), targetResource(wanted))) {
    const [target, same] = [wanted, other].map((config) => describe(targetResource(config)));
    throw new CommandFailure(`"${name}" is federated already, as "${other.metadata.name}": both are the same objects`, {
      next,
      kubefed: `Failed to enable "${target}". Federation of this type is already enabled for equivalent type "${same}" by FederatedTypeConfig "${keyOf(refOf(other))}"`,
    });
  }
  if (qualifiedPlural(federatedResource(other)) === federated) {
    throw new CommandFailure(`The federated type "${federated}" of "${name}" is in use for "${other.metadata.name}"`, {
      next: `${next}, or give another --federated-group`,
      kubefed: `Failed to enable federation of "${name}" due to the FederatedTypeConfig for "${other.metadata.name}" already referencing a federated type CRD named "${federated}". If these target types are distinct despite sharing the same kind, specifying a non-default --federated-group should allow "${name}" to be enabled.`,
    });
  }
}

function describe(type: Parameters<typeof qualifiedPlural>[0] & { readonly version: string }): string {
  return `${qualifiedPlural(type)}/${type.version}`;
}
