import { Command } from 'commander';
import type { ContextAccess } from '../kube/kubeconfig/access-for.ts';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { failureOf, warningOf } from './failure.ts';
import { addHostOptions, dryRunOption, type HostOptions } from './host-options.ts';
import { findContext, withCluster, withHost } from './host.ts';
import { hostNameFor } from './join/names.ts';
import { readMembership, unjoinCluster } from './unjoin/unjoin-cluster.ts';

export interface UnjoinOptions extends HostOptions {
  readonly clusterContext?: string;
  readonly hostClusterName?: string;
  readonly force: boolean;
  readonly dryRun: boolean;
}

/** `hansa unjoin`: takes a cluster out of the federation. */
export function createUnjoinCommand(context: CliContext): Command {
  const command = new Command('unjoin')
    .description('Take a cluster out of the federation')
    .argument('<name>', 'what the cluster is called in the federation')
    .option('--cluster-context <context>', 'kubeconfig context of the cluster (default: its name)')
    .option('--host-cluster-name <name>', 'what join was told to call the host')
    .option('--force', 'go on past what fails; for a cluster that is gone', false)
    .addOption(dryRunOption())
    .action((cluster: string, options: UnjoinOptions) => runUnjoin(context, cluster, options));
  return addHostOptions(command).addHelpText('after', `${explanation}${formatExamples(examples)}`);
}

const explanation = `
Removes what join has made, in the cluster and on the host. What was propagated
to the cluster stays there, and a warning says how much that is.
`;

const examples = [
  ['see first what it would do', 'hansa unjoin bremen --dry-run'],
  ['its context has another name', 'hansa unjoin bremen --cluster-context admin@bremen'],
  ['the cluster does not exist any more', 'hansa unjoin bremen --force'],
] as const;

/** Takes the cluster of the options out of the federation. */
export async function runUnjoin(context: CliContext, cluster: string, options: UnjoinOptions): Promise<void> {
  const { force, dryRun, hostClusterName } = options;
  await withHost(context, options, async (host) => {
    const live = await readMembership(host, cluster);
    const request = { cluster, hostName: hostNameFor(cluster, host.context, hostClusterName), force, dryRun };
    const found = findMember(context, cluster, options);
    if (!found) return unjoinCluster(context, host, undefined, live, request);
    return withCluster(context, found, (member) => unjoinCluster(context, host, member, live, request));
  });
}

/** The member; undefined where force does without it. */
function findMember(context: CliContext, cluster: string, options: UnjoinOptions): ContextAccess | undefined {
  const { kubeconfig, clusterContext, force } = options;
  try {
    const found = findContext(context, kubeconfig, clusterContext ?? cluster);
    return { ...found, access: { ...found.access, name: cluster } };
  } catch (error) {
    const next = `give its context with --cluster-context; --force takes ${cluster} out without cleaning up in it`;
    const failure = failureOf(`${cluster} cannot be cleaned up`, error, next);
    if (!force) throw failure;
    context.err(warningOf(failure));
    return undefined;
  }
}
