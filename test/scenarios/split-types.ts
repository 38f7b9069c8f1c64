import { customResourceDefinitionType } from '../../src/api/crd.ts';
import { federatedTypeConfigType } from '../../src/api/federated-type-config.ts';
import { defaultPlace, typeConfigFor } from '../../src/api/federated-type.ts';
import { qualifiedPlural, refOf, type KubeObject, type ResourceType } from '../../src/api/meta.ts';
import { systemNamespaceDefault as namespace } from '../../src/api/names.ts';
import { splitCrds } from '../../src/api/split-crds.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { until } from './until.ts';

interface Definition extends KubeObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Gives targets that are federated already their split types, as `hansa enable --split` does. */
export async function splitTypes(host: KubeClient, targets: readonly ResourceType[]): Promise<void> {
  if (targets.length === 0) return;
  const crds = targets.flatMap((target) => splitCrds(target, defaultPlace));
  for (const crd of crds) await host.apply(customResourceDefinitionType, refOf(crd), crd, { force: true });
  await until<Definition, true>({
    client: host,
    type: customResourceDefinitionType,
    what: 'that the split types are established',
    look: (all) => (crds.every(({ metadata }) => isEstablished(all.get(metadata.name))) ? true : undefined),
  });
  for (const target of targets) {
    const { spec } = typeConfigFor(target, defaultPlace, { split: true });
    await host.mergePatch(federatedTypeConfigType, { namespace, name: qualifiedPlural(target) }, { spec });
  }
}

function isEstablished(crd: Definition | undefined): boolean {
  return crd?.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') ?? false;
}
