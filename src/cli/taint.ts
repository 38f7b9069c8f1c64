import { Command } from 'commander';
import { kubeFedClusterType, type KubeFedCluster } from '../api/kubefed-cluster.ts';
import { ApiError } from '../kube/errors.ts';
import { changeTaints } from '../plan/taint/change-taints.ts';
import { parseTaintChanges, type TaintChanges } from '../plan/taint/parse-taint-changes.ts';
import { find } from './apply-object.ts';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { CommandFailure, UsageFailure } from './failure.ts';
import { addHostOptions, dryRunOption, type HostOptions } from './host-options.ts';
import { withHost, type Host } from './host.ts';

interface TaintOptions extends HostOptions {
  readonly overwrite: boolean;
  readonly dryRun: boolean;
}

/** `hansa taint`: keeps what is scheduled away from a cluster. */
export function createTaintCommand(context: CliContext): Command {
  const command = new Command('taint')
    .description('Keep what SchedulingPreferences schedule away from a cluster, or let it in again')
    .argument('<cluster>', 'its name')
    .argument('<taints...>', 'key=value:Effect or key:Effect sets one, key:Effect- or key- removes it')
    .option('--overwrite', 'give a taint that is there already another value', false)
    .addOption(dryRunOption())
    .action((cluster: string, taints: readonly string[], options: TaintOptions) =>
      taint(context, cluster, taints, options),
    );
  return addHostOptions(command).addHelpText('after', `${explanation}${formatExamples(examples)}`);
}

const explanation = `
Effects: NoSchedule (what is there stays, nothing comes in), PreferNoSchedule
(others are taken first), NoExecute (what is there leaves as well). Preferences
tolerate taints with spec.clusters.tolerations. What neither a preference
nor a policy with requiredTolerations is about does not go by taints.
`;

const examples = [
  ['let nothing more into a cluster', 'hansa taint bremen maintenance:NoSchedule'],
  ['have everything leave it', 'hansa taint bremen maintenance=disks:NoExecute'],
  ['let it in again', 'hansa taint bremen maintenance-'],
  ['see taints', 'hansa clusters -o wide'],
] as const;

async function taint(
  context: CliContext,
  name: string,
  words: readonly string[],
  options: TaintOptions,
): Promise<void> {
  const parsed = parseTaintChanges(words);
  if (!parsed.ok) throw new UsageFailure(parsed.reason, { next: '"hansa taint --help" shows how taints are written' });
  await withHost(context, options, async (host) => {
    const outcome = await writeTaints(context, host, name, parsed.changes, options);
    const dryRun = options.dryRun ? ' (dry run)' : '';
    context.out(`kubefedcluster.${kubeFedClusterType.group}/${name} ${outcome}${dryRun}\n`);
  });
}

const mostTries = 5;

/** Tried again where somebody else was faster: taints are a list, which is written whole. */
async function writeTaints(
  context: CliContext,
  { client, namespace }: Host,
  name: string,
  changes: TaintChanges,
  { overwrite, dryRun }: TaintOptions,
): Promise<string> {
  const ref = { namespace, name };
  for (let tries = 1; ; tries += 1) {
    const cluster = await find<KubeFedCluster>(client, kubeFedClusterType, ref);
    if (!cluster) throw unknownCluster(client.name, name);
    const now = context.clock.now();
    const changed = changeTaints(cluster.spec.taints ?? [], { changes, overwrite, now });
    if (!changed.ok) throw new CommandFailure(`${name}: ${changed.reason}`, { next: changed.next });
    if (changed.outcome === 'unchanged') return 'unchanged';
    const { resourceVersion } = cluster.metadata;
    const patch = { metadata: { resourceVersion }, spec: { taints: changed.taints } };
    try {
      await client.mergePatch(kubeFedClusterType, ref, patch, { dryRun });
      return changed.outcome;
    } catch (error) {
      if (!(error instanceof ApiError && error.isConflict) || tries === mostTries) throw error;
    }
  }
}

function unknownCluster(host: string, name: string): CommandFailure {
  return new CommandFailure(`${host}: no cluster "${name}" has joined`, {
    next: '"hansa clusters" lists those that have',
  });
}
