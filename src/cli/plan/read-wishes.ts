import type { FederatedObject } from '../../api/federated-object.ts';
import {
  federatedNamespaced,
  federatedResource,
  federatedTypeConfigType,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import { apiVersionOf, refOf, type KubeObject, type ObjectRef } from '../../api/meta.ts';
import { isJsonObject } from '../../base/json.ts';
import { manifestsOf } from '../../plan/federate/federate-manifest.ts';
import { find } from '../apply-object.ts';
import { CommandFailure } from '../failure.ts';
import type { Host } from '../host.ts';
import { parseDocuments } from '../parse-documents.ts';

/** A federated object as it would be, and as it is. */
export interface Wish {
  readonly config: FederatedTypeConfig;
  readonly wanted: FederatedObject;
  readonly live: FederatedObject | undefined;
}

/**
 * Reads manifests of federated objects, and asks the host in a dry run what would become of them. Throws CommandFailure for
 * what is none, and with the host's words for what it would refuse.
 */
export async function readWishes(host: Host, file: string, text: string, namespace: string): Promise<Wish[]> {
  const { items } = await host.client.list<FederatedTypeConfig>(federatedTypeConfigType, { namespace: host.namespace });
  const wishes: Wish[] = [];
  for (const [index, manifest] of manifestsOf(parseDocuments(file, text)).entries()) {
    const wish = readWish(items, manifest, namespace);
    if (!wish) throw notFederated(file, index, manifest);
    wishes.push(await tryOnHost(host, wish.config, wish.manifest, refOf(wish.manifest)));
  }
  return wishes;
}

function readWish(
  configs: readonly FederatedTypeConfig[],
  manifest: unknown,
  namespace: string,
): { readonly config: FederatedTypeConfig; readonly manifest: FederatedObject } | undefined {
  if (!isJsonObject(manifest) || !isJsonObject(manifest['metadata'])) return undefined;
  const { apiVersion, kind, metadata } = manifest;
  if (typeof metadata['name'] !== 'string') return undefined;
  const config = configs.find((one) => {
    const type = federatedResource(one);
    return type.kind === kind && apiVersionOf(type) === apiVersion;
  });
  if (!config) return undefined;
  const placed = federatedNamespaced(config) ? { namespace, ...metadata } : metadata;
  return { config, manifest: { ...manifest, metadata: placed } as unknown as FederatedObject };
}

function notFederated(file: string, index: number, manifest: unknown): CommandFailure {
  const { apiVersion, kind } = isJsonObject(manifest) ? manifest : {};
  const isNamed = typeof kind === 'string' && typeof apiVersion === 'string';
  const what = isNamed ? `${kind} of ${apiVersion}` : 'something else';
  return new CommandFailure(`${file}: object ${index + 1} is ${what}, and not of a federated type`, {
    next: '"hansa types" lists them; "hansa federate -f" makes federated objects of others',
  });
}

/** As an apply of the whole manifest would leave it: the spec is the manifest's, and what others keep in metadata stays. */
async function tryOnHost(
  { client }: Host,
  config: FederatedTypeConfig,
  manifest: FederatedObject,
  ref: ObjectRef,
): Promise<Wish> {
  const type = federatedResource(config);
  const live = await find<FederatedObject>(client, type, ref);
  const options = { dryRun: true };
  if (!live) {
    const { resourceVersion: _, uid: __, ...metadata } = manifest.metadata;
    return { config, live, wanted: await client.create<FederatedObject>(type, { ...manifest, metadata }, options) };
  }
  const metadata = { ...live.metadata, ...labelsAndAnnotations(live, manifest) };
  const spec = manifest.spec ?? {};
  return {
    config,
    live,
    wanted: await client.replace<FederatedObject>(type, { ...live, metadata, spec } as KubeObject, options),
  };
}

function labelsAndAnnotations({ metadata: live }: KubeObject, { metadata: wanted }: KubeObject): object {
  return {
    labels: { ...live.labels, ...wanted.labels },
    annotations: { ...live.annotations, ...wanted.annotations },
  };
}
