import type { FederatedObject } from '../../api/federated-object.ts';
import {
  federatedResource,
  federatedTypeConfigType,
  splitResources,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import type { ObjectRef, ResourceType } from '../../api/meta.ts';
import { isJsonObject } from '../../base/json.ts';
import { gatherForms, type Gathered, type ManifestSet } from '../../plan/forms/gather-forms.ts';
import type { SplitForms } from '../../plan/forms/merge-forms.ts';
import { CommandFailure } from '../failure.ts';
import type { Host } from '../host.ts';
import { tryOnHost } from './try-on-host.ts';

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

/** Manifests, each with its place in the file. */
export type ManifestEntries = Iterable<readonly [index: number, manifest: unknown]>;

/**
 * Reads manifests of federated objects and of objects beside them, and asks the host in a dry run what would become of
 * them. Throws CommandFailure for what is none, and with the host's words for what it would refuse.
 */
export async function readWishes(
  host: Host,
  file: string,
  manifests: ManifestEntries,
  namespace: string,
): Promise<Wish[]> {
  const { items } = await host.client.list<FederatedTypeConfig>(federatedTypeConfigType, { namespace: host.namespace });
  const entries = [...manifests];
  const gathered = gatherForms(items, entries, namespace);
  if (!gathered.ok) throw notUsable(file, new Map(entries).get(gathered.index), items, gathered);
  const wishes: Wish[] = [];
  for (const set of gathered.sets) wishes.push(await tryForms(host, set));
  return wishes;
}

function notUsable(
  file: string,
  manifest: unknown,
  configs: readonly FederatedTypeConfig[],
  { index, repeats }: Gathered & { ok: false },
): CommandFailure {
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

async function tryForms(host: Host, { config, ref, ...manifests }: ManifestSet): Promise<Wish> {
  const types = splitResources(config);
  const federated = await tryOnHost(host.client, federatedResource(config), ref, manifests.federated);
  const placement = await tryOnHost(host.client, types.placement, ref, manifests.placement);
  const override = await tryOnHost(host.client, types.override, ref, manifests.override);
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
