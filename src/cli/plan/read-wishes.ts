import type { FederatedObject } from '../../api/federated-object.ts';
import {
  federatedResource,
  federatedTypeConfigType,
  splitResources,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import type { KubeObject, ObjectRef, ResourceType } from '../../api/meta.ts';
import { isJsonObject } from '../../base/json.ts';
import { manifestsOf } from '../../plan/federate/federate-manifest.ts';
import { gatherForms, type Gathered, type ManifestSet } from '../../plan/forms/gather-forms.ts';
import type { SplitForms } from '../../plan/forms/merge-forms.ts';
import { find } from '../apply-object.ts';
import { CommandFailure } from '../failure.ts';
import type { Host } from '../host.ts';
import { parseDocuments } from '../parse-documents.ts';

/** A federated object as it would be with the manifests applied, and as it is. */
export interface Wish {
  readonly config: FederatedTypeConfig;
  readonly ref: ObjectRef;
  /** Undefined where manifests tell only of objects beside it. */
  readonly wanted: FederatedObject | undefined;
  readonly live: FederatedObject | undefined;
  /** The objects beside it as they would be. */
  readonly split: SplitForms;
  /** Those of them that manifests tell of. */
  readonly beside: readonly { readonly kind: string; readonly isNew: boolean }[];
}

/**
 * Reads manifests of federated objects and of objects beside them, and asks the host in a dry run what would become of
 * them. Throws CommandFailure for what is none, and with the host's words for what it would refuse.
 */
export async function readWishes(host: Host, file: string, text: string, namespace: string): Promise<Wish[]> {
  const { items } = await host.client.list<FederatedTypeConfig>(federatedTypeConfigType, { namespace: host.namespace });
  const manifests = manifestsOf(parseDocuments(file, text));
  const gathered = gatherForms(items, manifests, namespace);
  if (!gathered.ok) throw notUsable(file, manifests, items, gathered);
  const wishes: Wish[] = [];
  for (const set of gathered.sets) wishes.push(await tryOnHost(host, set));
  return wishes;
}

function notUsable(
  file: string,
  manifests: readonly unknown[],
  configs: readonly FederatedTypeConfig[],
  { index, repeats }: Gathered & { ok: false },
): CommandFailure {
  const manifest = manifests[index];
  const { apiVersion, kind } = isJsonObject(manifest) ? manifest : {};
  const isNamed = typeof kind === 'string' && typeof apiVersion === 'string';
  const what = `${file}: object ${index + 1} is ${isNamed ? `${kind} of ${apiVersion}` : 'something else'}`;
  if (repeats !== undefined)
    return new CommandFailure(`${what}, and so is object ${repeats + 1}, of the same name`, {
      next: 'leave out the one that is not meant',
    });
  const whole = configs.find((config) => isNamedAfter(federatedResource(config), kind));
  if (whole)
    return new CommandFailure(`${what}, and ${whole.metadata.name} have no split types`, {
      next: `"hansa enable ${whole.metadata.name} --split" adds them`,
    });
  return new CommandFailure(`${what}, and not of a federated type`, {
    next: '"hansa types" lists them; "hansa federate -f" makes federated objects of others',
  });
}

function isNamedAfter({ kind: whole }: ResourceType, kind: unknown): boolean {
  return kind === `${whole}Placement` || kind === `${whole}Override`;
}

async function tryOnHost(host: Host, { config, ref, ...manifests }: ManifestSet): Promise<Wish> {
  const types = splitResources(config);
  const federated = await tryForm(host, federatedResource(config), ref, manifests.federated);
  const placement = await tryForm(host, types.placement, ref, manifests.placement);
  const override = await tryForm(host, types.override, ref, manifests.override);
  const beside = [
    { kind: types.placement?.kind, isNew: !placement.live, isMeant: manifests.placement !== undefined },
    { kind: types.override?.kind, isNew: !override.live, isMeant: manifests.override !== undefined },
  ];
  return {
    config,
    ref,
    ...federated,
    split: {
      ...(placement.wanted && { placement: placement.wanted }),
      ...(override.wanted && { override: override.wanted }),
    },
    beside: beside.flatMap(({ kind, isNew, isMeant }) => (isMeant && kind !== undefined ? [{ kind, isNew }] : [])),
  };
}

interface Form<T> {
  readonly wanted: T | undefined;
  readonly live: T | undefined;
}

/**
 * As an apply of the whole manifest would leave it: the spec is the manifest's, and what others keep in metadata stays.
 * Without a manifest it stays as it is.
 */
async function tryForm<T extends KubeObject & { readonly spec?: object }>(
  { client }: Host,
  type: ResourceType | undefined,
  ref: ObjectRef,
  manifest: T | undefined,
): Promise<Form<T>> {
  const live = type && (await find<T>(client, type, ref));
  if (!type || !manifest) return { live, wanted: live };
  const options = { dryRun: true };
  if (!live) {
    const { resourceVersion: _, uid: __, ...metadata } = manifest.metadata;
    return { live, wanted: await client.create<T>(type, { ...manifest, metadata }, options) };
  }
  const metadata = { ...live.metadata, ...labelsAndAnnotations(live, manifest) };
  const spec = manifest.spec ?? {};
  return { live, wanted: await client.replace<T>(type, { ...live, metadata, spec }, options) };
}

function labelsAndAnnotations({ metadata: live }: KubeObject, { metadata: wanted }: KubeObject): object {
  return {
    labels: { ...live.labels, ...wanted.labels },
    annotations: { ...live.annotations, ...wanted.annotations },
  };
}
