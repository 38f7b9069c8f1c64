import { sleep, type Clock } from '../base/clock.ts';
import { coreCrds } from '../api/core-crds.ts';
import { customResourceDefinitionType, type CustomResourceDefinition } from '../api/crd.ts';
import { defaultFederatedCrd, defaultTypes, type DefaultType } from '../api/default-types.ts';
import { defaultPlace, federatedTypeOf, typeConfigFor } from '../api/federated-type.ts';
import { federatedTypeConfigType } from '../api/federated-type-config.ts';
import { kubeFedClusterType } from '../api/kubefed-cluster.ts';
import { kubeFedConfigType } from '../api/kubefed-config.ts';
import { apiVersionOf, qualifiedPlural, refOf, type KubeObject, type ResourceType } from '../api/meta.ts';
import { configName, systemNamespaceDefault } from '../api/names.ts';
import type { KubeClient } from '../kube/client.ts';
import { isNotFound } from '../kube/errors.ts';

/** A cluster of the lab as a federation needs to know it. */
export interface FederatedCluster {
  readonly name: string;
  readonly server: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface FederationOptions {
  readonly host: KubeClient;
  readonly members: readonly FederatedCluster[];
  /** Names as FederatedTypeConfigs have them; each of the ten default types. `namespaces` goes without saying. */
  readonly types: readonly string[];
  /** Fields of KubeFedConfig's spec beside the scope. */
  readonly config?: object;
  readonly clock: Clock;
}

const namespaceType = coreType('namespaces', 'Namespace', false);
const secretType = coreType('secrets', 'Secret', true);
const pollMs = 50;

type Manifest = Pick<KubeObject, 'metadata'> & { readonly [field: string]: unknown };

/**
 * Makes a federation of lab clusters: CRDs, configuration, types, and members joined with the lab's own token. It is
 * for tests and benchmarks; people join clusters with `hansa join`, which needs a token controller in the member.
 */
export async function federateClusters(options: FederationOptions): Promise<void> {
  const { host, members, types, config = {}, clock } = options;
  const wanted = defaultTypes.filter(({ target }) => ['namespaces', ...types].includes(qualifiedPlural(target)));
  await installCrds(host, [...coreCrds(), ...wanted.map(defaultFederatedCrd)]);
  await put(host, namespaceType, { metadata: { name: systemNamespaceDefault } });
  await untilServed(host, wanted, clock);
  const metadata = { name: configName, namespace: systemNamespaceDefault };
  await put(host, kubeFedConfigType, { metadata, spec: { scope: 'Cluster', ...config } });
  for (const { target } of wanted) {
    const typeConfig = typeConfigFor(target, defaultPlace);
    await put(host, federatedTypeConfigType, {
      ...typeConfig,
      metadata: { ...typeConfig.metadata, namespace: systemNamespaceDefault },
    });
  }
  await Promise.all(members.map((member) => joinWithToken(host, member)));
}

/** Joins one lab cluster with its own token. */
export async function joinWithToken(host: KubeClient, member: FederatedCluster): Promise<void> {
  const { name, server, ca, token, labels = {} } = member;
  const namespace = systemNamespaceDefault;
  await put(host, secretType, { metadata: { name, namespace }, stringData: { token } });
  await put(host, kubeFedClusterType, {
    metadata: { name, namespace, labels },
    spec: { apiEndpoint: server, caBundle: Buffer.from(ca).toString('base64'), secretRef: { name } },
  });
}

async function installCrds(host: KubeClient, crds: readonly CustomResourceDefinition[]): Promise<void> {
  await Promise.all(crds.map((crd) => put(host, customResourceDefinitionType, { ...crd })));
}

/** A CRD is served a moment after it was accepted. */
async function untilServed(host: KubeClient, types: readonly DefaultType[], clock: Clock): Promise<void> {
  const federated = types.map(({ target }) => federatedTypeOf(target, defaultPlace));
  for (const type of [kubeFedClusterType, kubeFedConfigType, federatedTypeConfigType, ...federated]) {
    while (!(await isServed(host, type))) await sleep(clock, pollMs);
  }
}

async function isServed(host: KubeClient, type: ResourceType): Promise<boolean> {
  try {
    await host.list(type, { pageSize: 1 });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

async function put(host: KubeClient, type: ResourceType, object: Manifest): Promise<void> {
  await host.apply(
    type,
    refOf(object),
    { ...object, apiVersion: apiVersionOf(type), kind: type.kind },
    { force: true },
  );
}

function coreType(plural: string, kind: string, namespaced: boolean): ResourceType {
  return { group: '', version: 'v1', plural, kind, namespaced };
}
