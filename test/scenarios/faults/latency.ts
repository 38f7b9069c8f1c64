import { systemClock } from '../../../src/base/clock.ts';
import type { KubeObject } from '../../../src/api/meta.ts';
import { Informer } from '../../../src/kube/cache/informer.ts';
import type { Federation } from '../federation.ts';
import { configMap } from '../kinds.ts';
import type { Scene } from '../scene.ts';

/**
 * Milliseconds from a user's write on the host until its object is seen in a member: the lower quartile, which tells
 * what the way takes even when the machine has more to do at times.
 */
export async function usualLatency(
  federation: Federation,
  scene: Scene,
  member: string,
  names: readonly string[],
): Promise<number> {
  const seen = new Map<string, PromiseWithResolvers<number>>();
  for (const name of names) seen.set(name, Promise.withResolvers());
  const synced = Promise.withResolvers<void>();
  const watch = new Informer<KubeObject>({
    client: federation.member(member).client,
    type: configMap.target,
    clock: systemClock,
    random: Math.random,
    namespace: scene.namespace,
    synced: () => synced.resolve(),
    changed: (_key, current) => current && seen.get(current.metadata.name)?.resolve(performance.now()),
  });
  watch.start();
  await synced.promise;
  const latencies: number[] = [];
  for (const name of names) {
    const begun = performance.now();
    await scene.apply(configMap, name);
    latencies.push(((await seen.get(name)?.promise) ?? Number.POSITIVE_INFINITY) - begun);
  }
  watch.stop();
  return latencies.sort((a, b) => a - b)[Math.floor(latencies.length / 4)] ?? Number.NaN;
}
