import type { JsonObject } from '../../../src/base/json.ts';
import { keyOf, type ObjectRef } from '../../../src/api/meta.ts';
import {
  schedulingPreferenceType,
  type RecordedDecision,
  type SchedulingPreference,
} from '../../../src/api/scheduling-preference.ts';
import type { Federation } from '../federation.ts';
import { deployment } from '../kinds.ts';
import { manifest } from '../manifests.ts';
import type { Scene } from '../scene.ts';
import { until } from '../until.ts';

/** One federated Deployment named `web` in a scene, and the SchedulingPreference that decides about it. */
export class PreferredWorkload {
  readonly scene: Scene;
  readonly #federation: Federation;

  constructor(federation: Federation, scene: Scene) {
    this.scene = scene;
    this.#federation = federation;
  }

  get #ref(): ObjectRef {
    return { namespace: this.scene.namespace, name: 'web' };
  }

  /** Applies the preference as its user. */
  async prefer(spec: JsonObject): Promise<void> {
    const target = { kind: deployment.federated.kind, name: 'web' };
    const body = manifest(schedulingPreferenceType, this.#ref, { spec: { target, ...spec } });
    const options = { fieldManager: 'user', force: true };
    await this.#federation.host.client.apply(schedulingPreferenceType, this.#ref, body, options);
  }

  /** Resolves with the decision once its gist is as wanted, and members ask for what they were given. */
  async expectDecided(wanted: string): Promise<RecordedDecision> {
    const decision = await until<SchedulingPreference, RecordedDecision>({
      client: this.#federation.host.client,
      type: schedulingPreferenceType,
      namespace: this.scene.namespace,
      what: `that ${JSON.stringify(wanted)} is decided`,
      show: (preferences) => preferences.get(keyOf(this.#ref))?.status,
      look: (preferences) =>
        preferences.get(keyOf(this.#ref))?.status?.decisions.find((decision) => gistOf(decision) === wanted),
    });
    for (const { clusters, replicas = 0 } of decision.taken) {
      for (const member of clusters) await this.scene.expectIn(member, deployment, 'web', { spec: { replicas } });
    }
    return decision;
  }
}

/** Such as `bremen 3, danzig 2 | luebeck | 1 short`: who gets how many, who is left, and what has no place. */
function gistOf({ outcome, taken, left, unplaced }: RecordedDecision): string {
  const given = taken.flatMap(({ clusters, replicas }) => clusters.map((name) => `${name} ${replicas}`));
  const names = left.flatMap(({ clusters = [] }) => clusters);
  const parts = [given, names, unplaced > 0 ? [`${unplaced} short`] : []].map((part) => part.sort().join(', '));
  const gist = parts.filter((part) => part !== '').join(' | ');
  return outcome === 'Scheduled' ? gist : `${gist} | ${outcome}`;
}
