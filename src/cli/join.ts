import { Command } from 'commander';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { failureOf } from './failure.ts';
import { addHostOptions, dryRunOption, type HostOptions } from './host-options.ts';
import { findContext, withCluster, withHost } from './host.ts';
import { joinCluster, type JoinRules } from './join/join-cluster.ts';
import { checkClusterName, hostNameFor } from './join/names.ts';

export interface JoinOptions extends HostOptions {
  readonly clusterContext?: string;
  readonly hostClusterName?: string;
  readonly secretName?: string;
  readonly errorOnExisting: boolean;
  readonly dryRun: boolean;
}

/** `hansa join`: makes a cluster a member. */
export function createJoinCommand(context: CliContext): Command {
  const command = new Command('join')
    .description('Make a cluster a member of the federation')
    .argument('<name>', 'what the cluster is called in the federation')
    .option('--cluster-context <context>', 'kubeconfig context of the joining cluster (default: its name)')
    .option(
      '--host-cluster-name <name>',
      "what the host is called in the joining cluster (default: the host's context)",
    )
    .option('--secret-name <name>', 'Secret on the host to keep the token in (default: <name>-token)')
    .option(
      '--no-error-on-existing',
      'write anew what exists, for a new address or token (also: --error-on-existing=false)',
    )
    .addOption(dryRunOption())
    .action((cluster: string, options: JoinOptions) => runJoin(context, cluster, options, 'hansa'));
  return addHostOptions(command).addHelpText('after', `${explanation}${formatExamples(examples)}`);
}

const explanation = `
The kubeconfig's user has to be an administrator of the joining cluster.
The host gets a ServiceAccount of its own there, and uses nothing else.
`;

const examples = [
  ['the cluster of the kubeconfig context "bremen"', 'hansa join bremen'],
  ['its context has another name', 'hansa join bremen --cluster-context admin@bremen'],
  ['the host is not the current context', 'hansa join bremen --host-cluster-context luebeck'],
  ['its address or token has changed', 'hansa join bremen --error-on-existing=false'],
] as const;

/** Makes the cluster of the options a member, by the rules of either program. */
export async function runJoin(
  context: CliContext,
  cluster: string,
  options: JoinOptions,
  rules: JoinRules,
): Promise<void> {
  checkClusterName(cluster);
  const { kubeconfig, clusterContext, secretName, errorOnExisting, dryRun } = options;
  const found = findMember(context, cluster, kubeconfig, clusterContext);
  await withHost(context, options, (host) => {
    const hostName = hostNameFor(cluster, host.context, options.hostClusterName);
    const request = { cluster, hostName, facts: found.cluster, secretName, errorOnExisting, dryRun, rules };
    const named = { ...found, access: { ...found.access, name: cluster } };
    return withCluster(context, named, (member) => joinCluster(context, host, member, request));
  });
}

function findMember(context: CliContext, cluster: string, kubeconfig: string | undefined, name: string | undefined) {
  try {
    return findContext(context, kubeconfig, name ?? cluster);
  } catch (error) {
    const next = name === undefined ? `give the context of ${cluster} with --cluster-context` : undefined;
    throw failureOf(`${cluster} cannot be joined`, error, next);
  }
}
