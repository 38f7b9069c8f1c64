import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ensureControlPlane } from '../lab/assets/ensure-control-plane.ts';
import type { LabBinaries } from '../lab/assets/binaries.ts';
import type { Lab, LabClusterStatus } from '../lab/lab.ts';
import { LabError } from '../lab/lab-error.ts';
import { createProgressPrinter, type Progress } from '../lab/progress.ts';
import { openLab, startLab } from '../lab/start-lab.ts';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { formatDocument, formatRows, outputOption, type Column, type OutputFormat } from './output.ts';
import { withProgress } from './progress.ts';

interface LabOptions {
  readonly dir: string;
}

interface UpOptions extends LabOptions {
  readonly members: number;
  readonly thin: number;
  readonly basePort?: number;
}

/** Beside the labs that others keep in .lab, not around them. */
const defaultDir = '.lab/default';

/** `hansa lab`: real control planes on this machine, to try things with. */
export function createLabCommand(context: CliContext): Command {
  const up = new Command('up')
    .description('Start a host and members, and wait until they are ready')
    .option('--members <n>', 'how many members with a kube-controller-manager', wholeNumber, 2)
    .option('--thin <n>', 'how many members that are an API server alone: quicker and smaller', wholeNumber, 0)
    .option('--base-port <port>', 'port of the host; those of the members follow (default: any free ones)', wholeNumber)
    .addOption(dirOption())
    .action((options: UpOptions) => runUp(context, options))
    .addHelpText('after', `${upExplanation}${formatExamples(upExamples)}`);
  const status = new Command('status')
    .description('List the clusters of the lab, and how they are')
    .addOption(outputOption())
    .addOption(dirOption())
    .action((options: LabOptions & { output: OutputFormat }) => runStatus(context, options));
  const kill = new Command('kill')
    .description('End the API server of a cluster, as a machine would that loses power')
    .argument('<cluster>', 'name of the cluster')
    .addOption(dirOption())
    .action((cluster: string, options: LabOptions) => runKill(context, cluster, options));
  const restart = new Command('restart')
    .description('Start a cluster again: same address, same data')
    .argument('<cluster>', 'name of the cluster')
    .addOption(dirOption())
    .action((cluster: string, options: LabOptions) => runRestart(context, cluster, options));
  const down = new Command('down')
    .description('End the lab and remove its directory')
    .addOption(dirOption())
    .action((options: LabOptions) => runDown(context, options));
  return new Command('lab')
    .description('Start and stop real control planes on this machine, to try things with')
    .addCommand(up)
    .addCommand(status)
    .addCommand(kill)
    .addCommand(restart)
    .addCommand(down)
    .addHelpText('after', formatExamples(labExamples));
}

const upExplanation = `
The first time the control plane is built from source, which takes minutes and needs
Go; set KUBEBUILDER_ASSETS to a directory with etcd and kube-apiserver to use those.
Nodes are played: Deployments become available and Jobs complete, but nothing runs.
`;

const upExamples = [
  ['a host and three members', 'hansa lab up --members 3'],
  ['twenty small members', 'hansa lab up --members 0 --thin 20'],
] as const;

const labExamples = [
  ['three clusters, and kubectl for them', `hansa lab up && export KUBECONFIG=$PWD/${defaultDir}/kubeconfig`],
  ['see what runs', 'hansa lab status'],
  ['see what becomes of the others', 'hansa lab kill member-2'],
  ['leave nothing behind', 'hansa lab down'],
] as const;

function dirOption(): Option {
  return new Option('--dir <dir>', 'directory of the lab').default(defaultDir);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}

async function runUp(context: CliContext, options: UpOptions): Promise<void> {
  const { basePort } = options;
  const progress = showProgress(context);
  const lab = await untilInterrupted(async (signal) => {
    const binaries = await ensureControlPlane({ env: context.env, progress, signal });
    return startLab({
      dir: resolve(context.cwd, options.dir),
      binaries,
      ...possibleMembers(options, binaries, progress),
      ...(basePort === undefined ? {} : { basePort }),
      nodes: true,
      progress,
      signal,
    });
  });
  progress.done('the lab is up');
  context.out(nextSteps(lab, options));
}

function showProgress(context: CliContext): Progress {
  return createProgressPrinter({
    write: (text) => context.err(text),
    clock: context.clock,
    isTerminal: context.isTerminal,
  });
}

/** Where no kube-controller-manager is to be had, a lab of thin members is still worth having. */
function possibleMembers({ members, thin }: UpOptions, { controllerManager, source }: LabBinaries, progress: Progress) {
  if (controllerManager !== undefined || members === 0) return { members, thin };
  progress.done(`no kube-controller-manager (${source}): all members are thin`);
  return { members: 0, thin: members + thin };
}

/** Runs work with a signal that Ctrl-C aborts, so that what it has started is ended; a second Ctrl-C ends this program. */
async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const interrupt = () => stop.abort(new LabError('interrupted; what had been started was ended'));
  process.once('SIGINT', interrupt);
  try {
    return await work(stop.signal);
  } catch (error) {
    // A build that Ctrl-C has ended too says so in its own words.
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

function nextSteps(lab: Lab, { dir }: UpOptions): string {
  const member = lab.clusters[1]?.name ?? 'host';
  const where = dir === defaultDir ? '' : ` --dir ${dir}`;
  return `
Try:
  export KUBECONFIG=${lab.kubeconfigPath}
  kubectl --context ${member} get nodes
  hansa init && hansa join ${member}
  hansa lab status${where}
  hansa lab down${where}
`;
}

async function runStatus(context: CliContext, options: LabOptions & { output: OutputFormat }): Promise<void> {
  const lab = openLab(resolve(context.cwd, options.dir));
  const clusters = await lab.status();
  const { output } = options;
  if (output === 'json' || output === 'yaml') {
    return context.out(formatDocument(output, { dir: lab.dir, kubeconfig: lab.kubeconfigPath, clusters }));
  }
  context.out(formatRows(output, columns, clusters));
}

const columns: readonly Column<LabClusterStatus>[] = [
  { heading: 'CLUSTER', cell: ({ name }) => name },
  { heading: 'STATE', cell: ({ state }) => state },
  { heading: 'KIND', cell: ({ full }) => (full ? 'full' : 'thin') },
  { heading: 'SERVER', cell: ({ server }) => server },
  { heading: 'MEMORY', cell: ({ memoryMiB }) => (memoryMiB === undefined ? '<shared>' : `${memoryMiB}Mi`) },
  { heading: 'APISERVER PID', wide: true, cell: ({ pids }) => String(pids.apiServer ?? '<none>') },
  { heading: 'CONTROLLER PID', wide: true, cell: ({ pids }) => String(pids.controllerManager ?? '<none>') },
];

async function runKill(context: CliContext, cluster: string, { dir }: LabOptions): Promise<void> {
  await openLab(resolve(context.cwd, dir)).killCluster(cluster);
  context.out(`${cluster} is down\n`);
}

async function runRestart(context: CliContext, cluster: string, { dir }: LabOptions): Promise<void> {
  const lab = openLab(resolve(context.cwd, dir));
  const { server } = await withProgress(context, `Starting ${cluster}`, () => lab.restartCluster(cluster));
  context.out(`${cluster} is ready: ${server}\n`);
}

async function runDown(context: CliContext, options: LabOptions): Promise<void> {
  const lab = openLab(resolve(context.cwd, options.dir));
  const progress = showProgress(context);
  progress.now(`ending the lab in ${lab.dir}`);
  await lab.down();
  progress.done(`the lab in ${lab.dir} is gone`);
}
