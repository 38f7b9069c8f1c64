import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../src/base/clock.ts';
import { messageOf } from '../src/base/message-of.ts';
import { defaultPlace, federatedTypeOf } from '../src/api/federated-type.ts';
import { apiVersionOf, qualifiedPlural, type ResourceType } from '../src/api/meta.ts';
import type { KubeClient } from '../src/kube/client.ts';
import { createKubeClient } from '../src/kube/create-client.ts';
import type { LabBinaries } from '../src/lab/assets/binaries.ts';
import { ensureControlPlane } from '../src/lab/assets/ensure-control-plane.ts';
import type { Environment } from '../src/lab/assets/environment.ts';
import { federateClusters } from '../src/lab/federation.ts';
import type { Lab } from '../src/lab/lab.ts';
import type { Progress } from '../src/lab/progress.ts';
import { startLab } from '../src/lab/start-lab.ts';
import { BenchError } from './bench-error.ts';
import { ControllerProcess, tailOf } from './controller-process.ts';
import { MemberViews } from './member-views.ts';
import type { Scene } from './scene.ts';
import { configMapType, workNamespace } from './workload.ts';

export interface StageOptions {
  /** An empty directory; the lab is started in labIn(dir). */
  readonly dir: string;
  readonly members: number;
  readonly deadlineMs: number;
  readonly env: Environment;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Runs a controller while use is under way; the scene that use gets aborts as well when the controller ends. */
export type WithController = <T>(use: (scene: Scene, controller: ControllerProcess) => Promise<T>) => Promise<T>;

const namespaceType: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
};

/** Where the lab of a stage is. */
export function labIn(dir: string): string {
  return join(dir, 'lab');
}

/** Control planes of the benchmark's own, federated, and the controller processes that are run on them. */
export class Stage {
  readonly scene: Scene;
  readonly #dir: string;
  readonly #lab: Lab;
  readonly #env: Environment;

  private constructor(lab: Lab, { dir, clock, deadlineMs, signal, env }: StageOptions) {
    const [host, ...members] = lab.clusters.map(({ access }) => createKubeClient(access, { clock }));
    if (host === undefined) throw new BenchError('the lab has no host');
    this.scene = { host, members, views: new MemberViews(clock), clock, deadlineMs, signal };
    this.#dir = dir;
    this.#lab = lab;
    this.#env = env;
  }

  /** Starts it all; what was started is ended when something fails or the signal aborts. */
  static async open(options: StageOptions): Promise<Stage> {
    const { dir, env, progress, signal } = options;
    const binaries = await ensureControlPlane({ env, progress, signal });
    const count = membersOf(binaries, options.members);
    const lab = await startLab({ dir: labIn(dir), binaries, ...count, progress, signal });
    const stage = new Stage(lab, options);
    try {
      await stage.#federate();
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  /** Fails with what the controller said last beside what failed. */
  readonly withController: WithController = async (use) => {
    const logPath = join(this.#dir, 'controller.log');
    const controller = new ControllerProcess({ kubeconfigPath: this.#lab.kubeconfigPath, logPath, env: this.#env });
    const signal = AbortSignal.any([this.scene.signal, controller.ended]);
    try {
      return await use({ ...this.scene, signal }, controller);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw new BenchError(`${messageOf(error)}\nThe controller said last:\n${tailOf(logPath)}`, { cause: error });
    } finally {
      await controller.stop();
    }
  };

  /** Ends all control planes. */
  async close(): Promise<void> {
    const { host, members, views } = this.scene;
    views.stop();
    await Promise.all([host, ...members].map((client) => client.close()));
    await this.#lab.down();
  }

  async #federate(): Promise<void> {
    const { host, members, views, clock } = this.scene;
    const [, ...clusters] = this.#lab.clusters;
    const joined = clusters.map(({ name, server, token, caPath }) => ({
      name,
      server,
      token,
      ca: readFileSync(caPath, 'utf8'),
    }));
    await federateClusters({ host, members: joined, types: [qualifiedPlural(configMapType)], clock });
    await placeNamespace(host);
    await views.start(members);
  }
}

/** Makes the namespace of all work, placed in every cluster. */
async function placeNamespace(host: KubeClient): Promise<void> {
  await host.create(namespaceType, { ...headOf(namespaceType), metadata: { name: workNamespace } });
  const type = federatedTypeOf(namespaceType, defaultPlace);
  const spec = { placement: { clusterSelector: {} } };
  const federated = { ...headOf(type), metadata: { name: workNamespace, namespace: workNamespace }, spec };
  await host.create(type, federated);
}

function headOf(type: ResourceType): { readonly apiVersion: string; readonly kind: string } {
  return { apiVersion: apiVersionOf(type), kind: type.kind };
}

/** Full members where there is a kube-controller-manager for them. */
function membersOf(
  { controllerManager }: LabBinaries,
  count: number,
): { readonly members?: number; readonly thin?: number } {
  return controllerManager === undefined ? { thin: count } : { members: count };
}
