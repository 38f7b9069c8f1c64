import type { JsonObject } from '../../../src/base/json.ts';
import { deepEqual } from '../../../src/base/deep-equal.ts';
import type { FederatedObject } from '../../../src/api/federated-object.ts';
import type { ObjectRef, ResourceType } from '../../../src/api/meta.ts';
import { clusterPlacementPolicyType, placementPolicyType } from '../../../src/api/placement-policy.ts';
import type { Federation } from '../federation.ts';
import type { FederatedKind } from '../kinds.ts';
import { manifest } from '../manifests.ts';
import type { Scene } from '../scene.ts';

/** Writes policies as administrators do; those of the cluster are about the namespace of one scene. */
export class Lawgiver {
  readonly scene: Scene;
  readonly #federation: Federation;

  constructor(federation: Federation, scene: Scene) {
    this.#federation = federation;
    this.scene = scene;
  }

  /** A ClusterPlacementPolicy. */
  forAll(name: string, spec: JsonObject): Promise<void> {
    const { namespace } = this.scene;
    const select = { ...(spec['select'] as JsonObject | undefined), namespaces: [namespace] };
    return this.#apply(clusterPlacementPolicyType, this.#ref(name), { ...spec, select });
  }

  /** A PlacementPolicy. */
  forNamespace(name: string, spec: JsonObject): Promise<void> {
    return this.#apply(placementPolicyType, { namespace: this.scene.namespace, name }, spec);
  }

  /** Takes a ClusterPlacementPolicy away. */
  async repeal(name: string): Promise<void> {
    await this.#federation.host.client.delete(clusterPlacementPolicyType, this.#ref(name));
  }

  /** Resolves with the object once it is excluded as told: the reason by cluster, with a + where it is kept. */
  expectExcluded(
    kind: FederatedKind,
    name: string,
    wanted: Readonly<Record<string, string>>,
  ): Promise<FederatedObject> {
    return this.scene.expectFederated(kind, name, `excluded ${JSON.stringify(wanted)}`, ({ status }) => {
      const told = (status?.excluded ?? []).map(({ cluster, reason, kept }) => [cluster, reason + (kept ? '+' : '')]);
      return status !== undefined && deepEqual(Object.fromEntries(told), wanted);
    });
  }

  #ref(name: string): ObjectRef {
    return { namespace: '', name: `${this.scene.namespace}-${name}` };
  }

  async #apply(type: ResourceType, ref: ObjectRef, spec: JsonObject): Promise<void> {
    const { namespace, name } = ref;
    const object = manifest(type, ref, { spec });
    const metadata = namespace === '' ? { name } : { namespace, name };
    await this.#federation.host.client.apply(type, ref, { ...object, metadata }, { fieldManager: 'admin' });
  }
}
