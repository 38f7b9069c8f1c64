import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { PlayOptions } from './player-settings.ts';

const retryMs = 1000;

/** Calls changed for every object there is and for every change after that, until aborted; current is undefined when it went. */
export function observe<T extends KubeObject>(
  client: KubeClient,
  type: ResourceType,
  { clock, signal, failed }: PlayOptions,
  changed: (key: string, current: T | undefined) => void,
): void {
  const informer = new Informer<T>({
    client,
    type,
    clock,
    // There is one player for a cluster: nobody to keep apart from.
    random: () => 0.5,
    changed,
    failed(error) {
      failed?.(error);
      // A cluster that comes back wants its nodes at once, however long it was away.
      clock.after(retryMs, () => informer.hurry());
    },
  });
  signal.addEventListener('abort', () => informer.stop(), { once: true });
  informer.start();
}
