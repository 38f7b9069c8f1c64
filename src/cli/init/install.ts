import { coreCrds } from '../../api/core-crds.ts';
import { customResourceDefinitionType, type CustomResourceDefinition } from '../../api/crd.ts';
import { defaultFederatedCrd, defaultTypes } from '../../api/default-types.ts';
import { federatedTypeConfigType } from '../../api/federated-type-config.ts';
import { defaultPlace, typeConfigFor } from '../../api/federated-type.ts';
import { kubeFedConfigType, type KubeFedConfig, type KubeFedConfigSpec } from '../../api/kubefed-config.ts';
import { apiVersionOf, refOf, type ResourceType } from '../../api/meta.ts';
import { configName } from '../../api/names.ts';
import { applyObject, find, outcomeOf, type ApplyOutcome } from '../apply-object.ts';
import { namespaces } from '../built-in-types.ts';
import type { CliContext } from '../context.ts';
import { ensureNamespace } from '../ensure-namespace.ts';
import { awaitEstablished } from '../established.ts';
import { CommandFailure } from '../failure.ts';
import type { Host } from '../host.ts';
import { formatOutcome } from '../outcome-line.ts';
import { mergeSettings, type Settings } from './settings.ts';

export interface InstallRequest {
  /** Absent means that of a federation there is, else Cluster. */
  readonly scope: KubeFedConfigSpec['scope'] | undefined;
  readonly settings: Settings;
  readonly withDefaultTypes: boolean;
  readonly dryRun: boolean;
}

/** Makes a cluster a host: definitions of Hansa's types, system namespace, settings, and the default types if asked for. */
export async function install(context: CliContext, host: Host, request: InstallRequest): Promise<void> {
  const { withDefaultTypes, dryRun } = request;
  const live = await find<KubeFedConfig>(host.client, kubeFedConfigType, {
    namespace: host.namespace,
    name: configName,
  });
  checkScope(host, live, request.scope);
  const crds = [...coreCrds(), ...(withDefaultTypes ? defaultTypes.map(defaultFederatedCrd) : [])];
  await installCrds(context, host, crds, dryRun);
  say(context, namespaces, host.namespace, await ensureNamespace(host.client, host.namespace, dryRun), dryRun);
  const settled = await writeConfig(host, live, request);
  say(context, kubeFedConfigType, configName, settled, dryRun);
  if (withDefaultTypes) await enableDefaultTypes(context, host, dryRun);
  if (dryRun) return;
  context.out(`${host.client.name} is ready to host: "hansa join NAME" adds a cluster, "hansa enable TYPE" a type.\n`);
}

function checkScope(host: Host, live: KubeFedConfig | undefined, wanted: InstallRequest['scope']): void {
  if (!live || wanted === undefined || live.spec.scope === wanted) return;
  throw new CommandFailure(
    `${host.client.name}: the federation in namespace ${host.namespace} has scope ${live.spec.scope}, which cannot be changed`,
    { next: 'leave --scope out, or keep another federation in another namespace with --kubefed-namespace' },
  );
}

async function installCrds(
  context: CliContext,
  { client }: Host,
  crds: readonly CustomResourceDefinition[],
  dryRun: boolean,
): Promise<void> {
  const applied = await Promise.all(
    crds.map((crd) => applyObject(client, customResourceDefinitionType, crd, { dryRun })),
  );
  for (const { object, outcome } of applied) {
    say(context, customResourceDefinitionType, object.metadata.name, outcome, dryRun);
  }
  if (!dryRun) await awaitEstablished(context, client, crds);
}

/** Settings that are there stay as they are, but for those asked for. */
async function writeConfig(
  { client, namespace }: Host,
  live: KubeFedConfig | undefined,
  { scope, settings, dryRun }: InstallRequest,
): Promise<ApplyOutcome> {
  if (live) {
    if (Object.keys(settings).length === 0) return 'unchanged';
    const patch = { spec: mergeSettings(live.spec, settings) };
    return outcomeOf(live, await client.mergePatch(kubeFedConfigType, refOf(live), patch, { dryRun }));
  }
  const object = {
    apiVersion: apiVersionOf(kubeFedConfigType),
    kind: kubeFedConfigType.kind,
    metadata: { name: configName, namespace },
    spec: mergeSettings({ scope: scope ?? 'Cluster' }, settings),
  };
  return (await applyObject(client, kubeFedConfigType, object, { dryRun })).outcome;
}

/** A type that is configured already stays as it is: somebody may have disabled it. */
async function enableDefaultTypes(context: CliContext, { client, namespace }: Host, dryRun: boolean): Promise<void> {
  for (const { target } of defaultTypes) {
    const config = typeConfigFor(target, defaultPlace);
    const object = { ...config, metadata: { ...config.metadata, namespace } };
    const live = await find(client, federatedTypeConfigType, refOf(object));
    const outcome = live
      ? 'unchanged'
      : (await applyObject(client, federatedTypeConfigType, object, { dryRun })).outcome;
    say(context, federatedTypeConfigType, object.metadata.name, outcome, dryRun);
  }
}

function say(context: CliContext, type: ResourceType, name: string, outcome: ApplyOutcome, dryRun: boolean): void {
  context.out(formatOutcome({ type, name, outcome, dryRun }));
}
