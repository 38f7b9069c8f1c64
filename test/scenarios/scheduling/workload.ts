import type { JsonObject } from '../../../src/base/json.ts';
import type { FederatedObject } from '../../../src/api/federated-object.ts';
import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import { replicaSchedulingPreferenceType } from '../../../src/api/replica-scheduling-preference.ts';
import type { Federation } from '../federation.ts';
import type { FederatedKind } from '../kinds.ts';
import { manifest } from '../manifests.ts';
import type { Scene } from '../scene.ts';

interface Workload extends KubeObject {
  readonly spec: { readonly replicas: number };
}

const podType: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };

/** One federated workload named `web` in a scene, the preference that goes with it, and what becomes of it. */
export class ScheduledWorkload {
  readonly scene: Scene;
  readonly #federation: Federation;
  readonly #kind: FederatedKind;

  constructor(federation: Federation, scene: Scene, kind: FederatedKind) {
    this.scene = scene;
    this.#federation = federation;
    this.#kind = kind;
  }

  get #ref() {
    return { namespace: this.scene.namespace, name: 'web' };
  }

  /** Applies the preference as its user. */
  async prefer(spec: JsonObject): Promise<void> {
    const whole = { targetKind: this.#kind.federated.kind, ...spec };
    const body = manifest(replicaSchedulingPreferenceType, this.#ref, { spec: whole });
    const options = { fieldManager: 'user', force: true };
    await this.#federation.host.client.apply(replicaSchedulingPreferenceType, this.#ref, body, options);
  }

  /** Resolves when the object is placed in exactly these clusters, by name and sorted, and has so many replicas in each. */
  async expectReplicas(wanted: Readonly<Record<string, number>>): Promise<void> {
    const what = `divided as ${JSON.stringify(wanted)}`;
    await this.scene.expectFederated(this.#kind, 'web', what, (object) => {
      return JSON.stringify(assigned(object)) === JSON.stringify(wanted);
    });
    for (const [member, replicas] of Object.entries(wanted)) {
      await this.scene.expectIn(member, this.#kind, 'web', { spec: { replicas } });
    }
  }

  /** Has a member run so many replicas, as its own controllers would. */
  async run(member: string, replicas: number): Promise<void> {
    const { client } = this.#federation.member(member);
    const { target } = this.#kind;
    await this.scene.expectThat<Workload>(member, this.#kind, 'web', `of ${replicas}`, ({ spec }) => {
      return spec.replicas === replicas;
    });
    const status = { replicas, readyReplicas: replicas };
    await client.mergePatch(target, this.#ref, { status }, { subresource: 'status' });
  }

  /** Has a member find no room for so many pods. */
  async findNoRoom(member: string, pods: number): Promise<void> {
    const { client } = this.#federation.member(member);
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no nodes' };
    const lastTransitionTime = new Date(Date.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    for (let index = 1; index <= pods; index++) {
      const ref = { namespace: this.scene.namespace, name: `web-${index}` };
      const metadata = { ...ref, labels: { app: 'web' } };
      const containers = [{ name: 'web', image: 'example.test/web:1' }];
      await client.create(podType, { ...manifest(podType, ref, { spec: { containers } }), metadata });
      const status = { conditions: [{ ...condition, lastTransitionTime }] };
      await client.mergePatch(podType, ref, { status }, { subresource: 'status' });
    }
    const status = { replicas: pods, unavailableReplicas: pods };
    await client.mergePatch(this.#kind.target, this.#ref, { status }, { subresource: 'status' });
  }
}

function assigned({ spec }: FederatedObject): Record<string, unknown> {
  const replicasOf = (cluster: string) =>
    spec?.overrides
      ?.find(({ clusterName }) => clusterName === cluster)
      ?.clusterOverrides?.find(({ path }) => path === '/spec/replicas')?.value;
  return Object.fromEntries((spec?.placement?.clusters ?? []).map(({ name }) => [name, replicasOf(name)]));
}
