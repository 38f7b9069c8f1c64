import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { sleep, systemClock } from '../../../src/base/clock.ts';
import type { CustomResourceDefinition } from '../../../src/api/crd.ts';
import { customResourceDefinitionType } from '../../../src/api/crd.ts';
import { coreCrds } from '../../../src/api/core-crds.ts';
import { defaultFederatedCrd, defaultTypes } from '../../../src/api/default-types.ts';
import type { KubeObject } from '../../../src/api/meta.ts';
import { refOf } from '../../../src/api/meta.ts';
import { waitFor } from '../../../src/cli/wait-for.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { createKubeClient } from '../../../src/kube/create-client.ts';
import { ApiError } from '../../../src/kube/errors.ts';
import { startTestCluster } from '../../lab.ts';

/** A real API server that serves every kind, for one test file alone. */
export interface KindsHost {
  readonly client: KubeClient;
  readonly crds: readonly CustomResourceDefinition[];
}

interface LiveCrd extends KubeObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Installs every CRD before the tests of the file; the client is there once they run. */
export function useKindsHost(): KindsHost {
  let client: KubeClient | undefined;
  const crds = [...coreCrds(), ...defaultTypes.map(defaultFederatedCrd)];
  before(async () => {
    const opened = createKubeClient((await startTestCluster()).access);
    client = opened;
    await Promise.all(crds.map((crd) => install(opened, crd)));
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
  const ref = refOf(crd);
  await client.apply(customResourceDefinitionType, ref, crd, { force: true });
  const established = await waitFor<LiveCrd>(client, systemClock, {
    type: customResourceDefinitionType,
    ref,
    holds: (live) => live?.status?.conditions?.some(isEstablished) ?? false,
    timeoutMs: 30_000,
  });
  assert.notEqual(established, 'overdue', `${ref.name} is not established after 30 s`);
  await untilListed(client, crd);
}

function isEstablished({ type, status }: { type: string; status: string }): boolean {
  return type === 'Established' && status === 'True';
}

/** A type that is established may answer lists with 429 until the server's cache of it is filled. */
async function untilListed(client: KubeClient, { spec }: CustomResourceDefinition): Promise<void> {
  const path = `/apis/${spec.group}/${spec.versions[0]!.name}/${spec.names.plural}`;
  for (;;) {
    try {
      await client.request('GET', path);
      return;
    } catch (error) {
      if (!(error instanceof ApiError && error.isThrottled)) throw error;
      await sleep(systemClock, error.retryAfterMs ?? 1000);
    }
  }
}
