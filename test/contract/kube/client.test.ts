import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../../src/base/clock.ts';
import { customResourceDefinitionType } from '../../../src/api/crd.ts';
import type { KubeObject } from '../../../src/api/meta.ts';
import { waitFor } from '../../../src/cli/wait-for.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { createKubeClient } from '../../../src/kube/create-client.ts';
import { clientContract, openContractNamespace, widgets } from '../../../src/kube/testing/client-contract.ts';
import { useLab } from '../../lab.ts';

describe('a client of a real API server', () => {
  let client: KubeClient;
  before(async () => {
    client = createKubeClient((await useLab()).host.access);
    await Promise.all([openContractNamespace(client), installWidgets(client)]);
  });
  after(() => client.close());

  for (const [promise, check] of Object.entries(clientContract)) it(promise, () => check(client));
});

interface Served extends KubeObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

async function installWidgets(client: KubeClient): Promise<void> {
  const { group, plural, kind } = widgets;
  const ref = { namespace: '', name: `${plural}.${group}` };
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const version = {
    name: widgets.version,
    served: true,
    storage: true,
    subresources: { status: {} },
    schema: { openAPIV3Schema: { type: 'object', properties: { spec: anything, status: anything } } },
  };
  await client.apply(customResourceDefinitionType, ref, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: ref.name },
    spec: { group, scope: 'Namespaced', names: { plural, kind, singular: 'widget' }, versions: [version] },
  });
  await waitFor<Served>(client, systemClock, {
    type: customResourceDefinitionType,
    ref,
    holds: (crd) => crd?.status?.conditions?.some(isEstablished) ?? false,
    timeoutMs: 30_000,
  });
}

function isEstablished({ type, status }: { readonly type: string; readonly status: string }): boolean {
  return type === 'Established' && status === 'True';
}
