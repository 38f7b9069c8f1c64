import { after, before } from 'node:test';
import { systemClock } from '../../../src/base/clock.ts';
import type { CustomResourceDefinition } from '../../../src/api/crd.ts';
import { customResourceDefinitionType } from '../../../src/api/crd.ts';
import { coreCrds } from '../../../src/api/core-crds.ts';
import { defaultFederatedCrd, defaultTypes } from '../../../src/api/default-types.ts';
import type { KubeObject, ObjectRef } from '../../../src/api/meta.ts';
import { refOf } from '../../../src/api/meta.ts';
import { waitFor } from '../../../src/cli/wait-for.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { createKubeClient } from '../../../src/kube/create-client.ts';
import { accessFor } from '../../../src/kube/kubeconfig/access-for.ts';
import { loadKubeconfig } from '../../../src/kube/kubeconfig/load.ts';

/** A real API server that serves every kind, for the tests of one file. */
export interface KindsHost {
  readonly client: KubeClient;
  /** What was given to Established, in the order it was installed. */
  readonly crds: readonly CustomResourceDefinition[];
}

interface LiveCrd extends KubeObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Installs every CRD before the tests of the file; the host is there once they run. */
export function useKindsHost(): KindsHost {
  let client: KubeClient | undefined;
  const crds = [...coreCrds(), ...defaultTypes.map(defaultFederatedCrd)];
  before(async () => {
    client = openHost();
    await Promise.all(crds.map((crd) => install(client!, crd)));
  });
  after(() => client?.close());
  return {
    crds,
    get client() {
      if (!client) throw new Error('the host is there only while tests run');
      return client;
    },
  };
}

async function install(client: KubeClient, crd: CustomResourceDefinition): Promise<void> {
  const ref: ObjectRef = refOf(crd);
  await client.apply(customResourceDefinitionType, ref, crd, { force: true });
  const established = await waitFor<LiveCrd>(client, systemClock, {
    type: customResourceDefinitionType,
    ref,
    holds: ({ status }) => status?.conditions?.some(isEstablished) ?? false,
    timeoutMs: 30_000,
  });
  if (!established) throw new Error(`${ref.name} is not established after 30 s`);
}

function isEstablished({ type, status }: { type: string; status: string }): boolean {
  return type === 'Established' && status === 'True';
}

function openHost(): KubeClient {
  const { env } = process;
  const kubeconfig = loadKubeconfig({ env, homedir: '/', cwd: process.cwd() });
  return createKubeClient(accessFor(kubeconfig, undefined, { clock: systemClock, env, isTerminal: false }).access);
}
