import type { FederatedSpec, OverrideOperation } from '../../api/federated-object.ts';
import type { PatchOperation } from '../../base/json-patch.ts';

/** The operations of each cluster that overrides name, joined or not. */
export type OverrideSet = ReadonlyMap<string, readonly PatchOperation[]>;

/** With a message no cluster may be written: nobody knows what is meant for which. */
export type ParsedOverrides =
  | { readonly ok: true; readonly overrides: OverrideSet }
  | { readonly ok: false; readonly message: string };

/** What makes an object the one it is. `/apiVersion` is left out: members may serve another version than the host. */
const identity: ReadonlySet<string> = new Set([
  '/kind',
  '/metadata/generateName',
  '/metadata/name',
  '/metadata/namespace',
]);

const known: ReadonlySet<string> = new Set<PatchOperation['op']>(['add', 'remove', 'replace']);

/** Reads spec.overrides; rules and words are KubeFed's, except that all that is wrong is told at once. */
export function parseOverrides(overrides: FederatedSpec['overrides']): ParsedOverrides {
  const items = (overrides ?? []).map(({ clusterName, clusterOverrides }) => ({
    cluster: clusterName ?? '',
    operations: (clusterOverrides ?? []).map(withDefaults),
  }));
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const { cluster, operations } of items) {
    if (seen.has(cluster)) faults.push(`cluster ${quote(cluster)} appears more than once`);
    faults.push(...faultsOf(operations, cluster));
    seen.add(cluster);
  }
  if (faults.length > 0) return { ok: false, message: faults.join('; ') };
  return { ok: true, overrides: new Map(items.map(({ cluster, operations }) => [cluster, operations])) };
}

/** What is not one of the known ops is told by faultsOf before anybody meets it. */
function withDefaults({ op, path, value = null }: OverrideOperation): PatchOperation {
  return { op: (op || 'replace') as PatchOperation['op'], path, value };
}

function* faultsOf(operations: readonly PatchOperation[], cluster: string): Generator<string> {
  const seen = new Set<string>();
  for (const [index, { op, path }] of operations.entries()) {
    const place = `override[${index}] for cluster ${quote(cluster)}`;
    if (identity.has(path)) yield `${place} has an invalid path: ${path}`;
    if (seen.has(path)) yield `path ${quote(path)} appears more than once for cluster ${quote(cluster)}`;
    if (!known.has(op)) yield `${place} has an unknown op: ${quote(op)}, which must be add, remove or replace`;
    seen.add(path);
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}
