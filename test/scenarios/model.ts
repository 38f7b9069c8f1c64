import { systemClock } from '../../src/base/clock.ts';
import { deepEqual } from '../../src/base/deep-equal.ts';
import type { FederatedObject } from '../../src/api/federated-object.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import { managedLabel, managedSelector } from '../../src/api/names.ts';
import { Informer } from '../../src/kube/cache/informer.ts';
import type { Federation } from './federation.ts';
import { configMap } from './kinds.ts';
import { inClusters } from './manifests.ts';
import type { Scene } from './scene.ts';
import { until } from './until.ts';
import { hasStatus } from './wanted-status.ts';

/** What a user wants of one object: where it is, and its colour. */
interface Wish {
  readonly clusters: readonly string[];
  readonly colour: string;
}

interface ColouredMap extends KubeObject {
  readonly data?: { readonly colour?: string };
}

/** What its users want of the ConfigMaps of one scene, and have told the federation. */
export class Model {
  readonly #scene: Scene;
  readonly #federation: Federation;
  readonly #wishes = new Map<string, Wish>();
  /** `cluster/name` of all that users wanted gone from somewhere at some time. */
  readonly #unwanted = new Set<string>();

  #namesGiven = 0;

  constructor(federation: Federation, scene: Scene) {
    this.#federation = federation;
    this.#scene = scene;
  }

  /** A name no object had. */
  freshName(): string {
    return `settings-${++this.#namesGiven}`;
  }

  get names(): readonly string[] {
    return [...this.#wishes.keys()];
  }

  /** A user makes or changes an object. */
  async wish(name: string, wish: Wish): Promise<void> {
    this.#note(name, wish.clusters);
    this.#wishes.set(name, wish);
    await this.#scene.apply(configMap, name, {
      template: { data: { colour: wish.colour } },
      ...inClusters(...wish.clusters),
    });
  }

  /** A user deletes an object. */
  async drop(name: string): Promise<void> {
    this.#note(name, []);
    this.#wishes.delete(name);
    await this.#scene.remove(configMap, name);
  }

  /** Resolves when a member has exactly what is wanted there. */
  async expectIn(member: string): Promise<void> {
    const wanted = this.#wantedIn(member);
    await until<ColouredMap, true>({
      client: this.#federation.member(member).client,
      type: configMap.target,
      namespace: this.#scene.namespace,
      what: `that there are exactly ${JSON.stringify(wanted)}`,
      show: (objects) => coloursOf(objects.values()),
      look: (objects) => (deepEqual(coloursOf(objects.values()), wanted) ? true : undefined),
    });
  }

  /** Resolves when the host tells of every object that it is as wanted everywhere, and of no other. */
  async expectStatuses(): Promise<void> {
    await until<FederatedObject, true>({
      client: this.#federation.host.client,
      type: configMap.federated,
      namespace: this.#scene.namespace,
      what: 'that all objects are as wanted, and those deleted are gone',
      show: (objects) => [...objects.values()].filter((object) => !this.#isSettled(object)),
      look: (objects) =>
        objects.size === this.#wishes.size && [...objects.values()].every((object) => this.#isSettled(object))
          ? true
          : undefined,
    });
  }

  /** Watches what goes from the members until stopped; the result then names what nobody asked to go. */
  watchRemovals(): () => string[] {
    const removed: string[] = [];
    const watches = [...this.#federation.members.values()].map(
      ({ name, client }) =>
        new Informer<KubeObject>({
          client,
          type: configMap.target,
          clock: systemClock,
          random: Math.random,
          namespace: this.#scene.namespace,
          labelSelector: managedSelector,
          changed: (_key, current, previous) => {
            if (!current && previous) removed.push(`${name}/${previous.metadata.name}`);
          },
        }),
    );
    for (const watch of watches) watch.start();
    return () => {
      for (const watch of watches) watch.stop();
      return removed.filter((one) => !this.#unwanted.has(one));
    };
  }

  #note(name: string, clusters: readonly string[]): void {
    for (const cluster of this.#federation.members.keys()) {
      if (!clusters.includes(cluster)) this.#unwanted.add(`${cluster}/${name}`);
    }
  }

  #wantedIn(member: string): Record<string, string> {
    const here = [...this.#wishes].filter(([, { clusters }]) => clusters.includes(member));
    return Object.fromEntries(here.map(([name, { colour }]) => [name, colour]));
  }

  #isSettled(object: FederatedObject): boolean {
    const wish = this.#wishes.get(object.metadata.name);
    if (!wish) return false;
    const clusters = Object.fromEntries(wish.clusters.map((name) => [name, 'OK' as const]));
    return hasStatus(object, { propagation: 'True', clusters });
  }
}

function coloursOf(objects: Iterable<ColouredMap>): Record<string, string> {
  const mine = [...objects].filter(({ metadata }) => metadata.labels?.[managedLabel] === 'true');
  return Object.fromEntries(mine.map(({ metadata, data }) => [metadata.name, data?.colour ?? '']));
}
