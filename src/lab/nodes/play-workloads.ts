import { refOf } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { observe } from './observe.ts';
import { delayOf, player, timestamp, type PlayOptions } from './player-settings.ts';
import { ToDo } from './to-do.ts';
import { workloadKinds, type Workload } from './workload-status.ts';

/** Plays the controllers of workloads: writes the status each would reach once its pods run. */
export function playWorkloads(client: KubeClient, options: PlayOptions): void {
  for (const { type, wantedStatus } of workloadKinds) {
    const toDo = new ToDo(options);
    observe<Workload>(client, type, options, (key, workload) => {
      const status = workload && wantedStatus(workload, timestamp(options.clock));
      if (workload === undefined || status === undefined) return toDo.drop(key);
      const { resourceVersion } = workload.metadata;
      const patch = { metadata: { resourceVersion }, status };
      toDo.put(key, delayOf(workload), () =>
        client.mergePatch(type, refOf(workload), patch, { subresource: 'status', fieldManager: player }),
      );
    });
  }
}
