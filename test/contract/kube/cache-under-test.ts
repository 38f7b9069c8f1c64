import { systemClock } from '../../../src/base/clock.ts';
import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import { Informer } from '../../../src/kube/cache/informer.ts';
import type { KubeClient } from '../../../src/kube/client.ts';

const patienceMs = 20_000;

export interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

export const configMaps: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};

/** An informer's view of the ConfigMaps of a namespace, to be waited for. */
export class CacheUnderTest {
  readonly informer: Informer<ConfigMap>;
  readonly failures: unknown[] = [];
  /** How often it was listed whole. */
  syncs = 0;
  #look: (() => void) | undefined;

  constructor(client: KubeClient, namespace: string) {
    this.informer = new Informer<ConfigMap>({
      client,
      type: configMaps,
      namespace,
      clock: systemClock,
      random: () => 0,
      changed: () => this.#look?.(),
      synced: () => {
        this.syncs += 1;
        this.#look?.();
      },
      failed: (error) => {
        this.failures.push(error);
        this.#look?.();
      },
    });
    this.informer.start();
  }

  /** name: data.step of all it holds. */
  get steps(): Record<string, string> {
    const objects = [...this.informer.store.values()];
    return Object.fromEntries(objects.map(({ metadata, data }) => [metadata.name, data?.['step'] ?? '']));
  }

  /** Resolves as soon as holds is true of it; rejects when it still is not after 20 s. */
  async until(what: string, holds: (cache: CacheUnderTest) => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = systemClock.after(patienceMs, () => reject(new Error(`waited in vain until ${what}`)));
    this.#look = () => {
      if (holds(this)) resolve();
    };
    this.#look();
    await promise.finally(() => timer.cancel());
  }
}

/** Writes a ConfigMap whose data.step says which write it was. */
export async function writeStep(client: KubeClient, namespace: string, name: string, step: string): Promise<ConfigMap> {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { step } };
  return (await client.apply<ConfigMap>(configMaps, { namespace, name }, body)).object;
}
