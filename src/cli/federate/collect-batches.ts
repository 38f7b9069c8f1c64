import {
  federatedResource,
  federatedTypeConfigType,
  splitResources,
  targetResource,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import { defaultPlace, typeConfigFor } from '../../api/federated-type.ts';
import { keyOf, qualifiedPlural, type KubeObject, type ObjectRef, type ResourceType } from '../../api/meta.ts';
import { isNotFound } from '../../kube/errors.ts';
import { discover, type Discovery } from '../../kube/discovery.ts';
import { chooseContents, reasonToLeaveOut } from '../../plan/federate/choose-contents.ts';
import { federateObject, type FederatedFrom } from '../../plan/federate/federate-object.ts';
import { find } from '../apply-object.ts';
import { chooseTarget } from '../enable/find-target.ts';
import { CommandFailure, explainToKubeFed, UsageFailure } from '../failure.ts';
import type { Host } from '../host.ts';

export interface FederateRequest {
  /** As a person writes it: plural, kind, short name, `plural.group`. */
  readonly type: string;
  readonly name: string;
  /** Of the object, if its type has namespaces. */
  readonly namespace: string;
  /** Whether what is in the namespace is to be federated with it. */
  readonly contents: boolean;
  /** Types and groups that are not, by any of their names. */
  readonly skip: readonly string[];
  /** What to do about a type that is not federated; to assume is to do as if it were, by the names enabling would give it. */
  readonly notEnabled: 'refuse' | 'enable' | 'assume';
  /** Whether placement and overrides are to be objects of their own. */
  readonly split: boolean;
}

/** Objects of one type, federated. */
export interface Batch {
  readonly config: FederatedTypeConfig;
  /** Whether the host has the config already. */
  readonly isEnabled: boolean;
  readonly objects: readonly FederatedFrom[];
  /** Those of the type that stay as they are. */
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
}

interface Found {
  readonly type: ResourceType;
  readonly objects: readonly KubeObject[];
}

/** Federates, in memory, the object of a request and what is to come with it; throws CommandFailure when any of it cannot be. */
export async function collectBatches(host: Host, request: FederateRequest): Promise<Batch[]> {
  const discovery = await discover(host.client);
  const target = findTarget(discovery, request.type);
  if (request.contents && qualifiedPlural(target) !== 'namespaces') {
    throw new UsageFailure("Flag '--contents' can only be used with type 'namespaces'.");
  }
  const configs = await readConfigs(host, request);
  const own = { type: target, objects: [await readObject(host, versionOf(configs, target), request)] };
  const contents = request.contents ? await readContents(host, discovery, configs, request) : [];
  checkEnabled(configs, [own, ...contents], request);
  const batches = [own, ...contents].map((found) => federate(configs, found, found === own, request));
  if (request.split) checkSplit(batches);
  return batches;
}

function findTarget(discovery: Discovery, name: string): ResourceType {
  try {
    const { group, version, plural, kind, namespaced } = chooseTarget(discovery, name, undefined);
    return { group, version, plural, kind, namespaced };
  } catch (error) {
    const { message, next } = explainToKubeFed(error);
    const kubefed = `Failed to find target API resource ${name}: ${message}`;
    throw new CommandFailure(message, { next, kubefed, cause: error });
  }
}

/** A host without Hansa's types is good enough to print what would be federated. */
async function readConfigs({ client, namespace }: Host, request: FederateRequest): Promise<FederatedTypeConfig[]> {
  try {
    return (await client.list<FederatedTypeConfig>(federatedTypeConfigType, { namespace })).items;
  } catch (error) {
    if (request.notEnabled === 'assume' && isNotFound(error)) return [];
    throw error;
  }
}

function configOf(configs: readonly FederatedTypeConfig[], type: ResourceType): FederatedTypeConfig | undefined {
  return configs.find(({ metadata }) => metadata.name === qualifiedPlural(type));
}

/** The type in the version that is propagated. */
function versionOf(configs: readonly FederatedTypeConfig[], type: ResourceType): ResourceType {
  const config = configOf(configs, type);
  return config ? targetResource(config) : type;
}

async function readObject({ client }: Host, type: ResourceType, request: FederateRequest): Promise<KubeObject> {
  const ref: ObjectRef = { namespace: type.namespaced ? request.namespace : '', name: request.name };
  const live = await find(client, type, ref);
  if (live) return live;
  const place = ref.namespace === '' ? '' : ` in namespace ${ref.namespace}`;
  throw new CommandFailure(`${client.name}: there is no ${type.kind} "${ref.name}"${place}`, {
    next: 'what is federated has to be on the host first; another namespace is given with --namespace',
    kubefed: `Error retrieving target ${type.kind} "${keyOf(ref)}": ${qualifiedPlural(type)} "${ref.name}" not found`,
  });
}

/** What a namespace holds, by type. A type that cannot be read fails all: half of a namespace is not what was asked for. */
async function readContents(
  { client }: Host,
  discovery: Discovery,
  configs: readonly FederatedTypeConfig[],
  { name: namespace, skip }: FederateRequest,
): Promise<Found[]> {
  const silent = discovery.failed.find(({ group }) => !skip.includes(group));
  if (silent) {
    throw new CommandFailure(`${client.name}: ${silent.group}/${silent.version}: ${silent.reason}`, {
      next: `what is in the namespace of that group cannot be told; leave it out with --skip-api-resources ${silent.group}`,
    });
  }
  const found = await Promise.all(
    chooseContents(discovery.types, skip).map(async (type) => {
      const { items } = await client.list(versionOf(configs, type), { namespace });
      return { type, objects: items };
    }),
  );
  return found.filter(({ objects }) => objects.length > 0);
}

function checkEnabled(configs: readonly FederatedTypeConfig[], all: readonly Found[], request: FederateRequest): void {
  if (request.notEnabled !== 'refuse') return;
  const [own] = all;
  const missing = all
    .filter(({ type, objects }) => type === own?.type || objects.some((object) => !reasonToLeaveOut(object, type)))
    .filter(({ type }) => !configOf(configs, type))
    .map(({ type }) => qualifiedPlural(type));
  if (missing.length === 0) return;
  const skip = request.contents ? `, --skip-api-resources ${missing.join(',')} leaves out` : '';
  throw new CommandFailure(`not federated: ${missing.join(', ')}`, {
    next: `--enable-type enables what is missing${skip}; "hansa types" lists the types that are federated`,
    kubefed: `federatedtypeconfigs.core.kubefed.io "${missing[0]}" not found. Consider using '--enable-type' to optionally enable type while federating the resource`,
  });
}

function federate(
  configs: readonly FederatedTypeConfig[],
  { type, objects }: Found,
  isNamed: boolean,
  { split }: FederateRequest,
): Batch {
  const known = configOf(configs, type);
  const config = known ?? typeConfigFor(type, defaultPlace, { split });
  const pair = { target: type, federated: federatedResource(config), ...(split && { split: splitResources(config) }) };
  const judged = objects.map((object) => ({ object, reason: isNamed ? undefined : reasonToLeaveOut(object, type) }));
  return {
    config,
    isEnabled: known !== undefined,
    objects: judged.filter(({ reason }) => reason === undefined).map(({ object }) => federateObject(object, pair)),
    leftOut: judged.flatMap(({ object, reason }) =>
      reason === undefined ? [] : [{ name: object.metadata.name, reason }],
    ),
  };
}

/** What was asked for apart must not end up in one object after all. */
function checkSplit(batches: readonly Batch[]): void {
  const whole = batches
    .filter(({ config, objects }) => objects.length > 0 && !splitResources(config).placement)
    .map(({ config }) => config.metadata.name);
  if (whole.length === 0) return;
  const commands = whole.map((name) => `"hansa enable ${name} --split"`);
  throw new CommandFailure(`no split types: ${whole.join(', ')}`, {
    next: `${commands.join(', ')} ${whole.length === 1 ? 'adds' : 'add'} them; without --split all stands in one object`,
  });
}
