import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { abandonLab } from '../src/lab/abandon-lab.ts';
import { ensureControlPlane } from '../src/lab/assets/ensure-control-plane.ts';
import { systemClock } from '../src/base/clock.ts';
import type { Lab, LabCluster, StartClusterOptions } from '../src/lab/lab.ts';
import { ClusterPool } from '../src/lab/pool/cluster-pool.ts';
import { createProgressPrinter } from '../src/lab/progress.ts';
import { openLab, startLab } from '../src/lab/start-lab.ts';

let lab: Promise<Lab> | undefined;
let pool: ClusterPool | undefined;
const lent: string[] = [];
const own: string[] = [];
let clusterCount = 0;

/**
 * The lab of this test run: the one in the directory HANSA_TEST_LAB when the runner has started one, else one of this
 * process alone, with a full host and no members, taken down after its tests. Its host is everybody's: change only what
 * nobody else can meet there (namespaces of your own), and take a cluster of startTestCluster for everything else.
 */
export function useLab(): Promise<Lab> {
  lab ??= openOrStart();
  return lab;
}

/** What a cluster is needed for. */
export interface TestClusterOptions extends Pick<StartClusterOptions, 'full' | 'flags'> {
  /** Whether its API server needs a process of its own: to be killed, or to be asked for metrics, which are the process's. */
  readonly alone?: boolean;
}

/**
 * A cluster in the lab of this test run, as fresh, for this process alone until its tests are over. It comes from the
 * run's pool unless it is to be alone or has flags of its own; then it is started, which takes three seconds and two of a core.
 */
export async function startTestCluster({ alone = false, ...options }: TestClusterOptions = {}): Promise<LabCluster> {
  const current = await useLab();
  const name = `test-${process.pid}-${++clusterCount}`;
  if (alone || (options.flags ?? []).length > 0) {
    const cluster = await current.startCluster({ ...options, name });
    own.push(name);
    return cluster;
  }
  pool ??= new ClusterPool(current.dir, systemClock);
  const cluster = await pool.lend({ ...options, name });
  lent.push(cluster.name);
  return cluster;
}

// Here and not in useLab: there it would run at the end of whichever suite happened to ask first.
after(leave);

async function openOrStart(): Promise<Lab> {
  const shared = process.env['HANSA_TEST_LAB'];
  if (shared !== undefined) return openLab(shared);
  const dir = mkdtempSync(join(tmpdir(), 'hansa-test-'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // At once: the runner that is ended as well leaves no time to wait.
    process.once(signal, () => {
      abandonLab(dir);
      process.exit(1);
    });
  }
  const progress = createProgressPrinter({
    write: (text) => void process.stderr.write(text),
    clock: systemClock,
    isTerminal: process.stderr.isTTY,
  });
  const binaries = await ensureControlPlane({ env: process.env, progress });
  return startLab({ dir, binaries });
}

async function leave(): Promise<void> {
  const used = await lab?.catch(() => undefined);
  if (used === undefined) return;
  if (process.env['HANSA_TEST_LAB'] === undefined) return used.down();
  await Promise.all([...lent.map((name) => pool?.giveBack(name)), ...own.map((name) => end(used, name))]);
}

/** By force: in good order an API server takes ten seconds while anybody watches it. */
async function end(used: Lab, name: string): Promise<void> {
  await used.killCluster(name);
  await used.stopCluster(name);
}
