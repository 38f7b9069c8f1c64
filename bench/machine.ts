import { availableParallelism, cpus, totalmem } from 'node:os';
import type { KubeClient } from '../src/kube/client.ts';

/** What the figures were measured on. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly node: string;
  readonly kubernetes: string;
}

/** Describes this machine and the version of an API server. */
export async function describeMachine(host: KubeClient): Promise<Machine> {
  const { body } = await host.request('GET', '/version');
  const { gitVersion } = JSON.parse(body.toString('utf8')) as { gitVersion: string };
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    kubernetes: gitVersion,
  };
}
