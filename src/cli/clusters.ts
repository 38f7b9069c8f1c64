import { Command } from 'commander';
import { kubeFedClusterType, type KubeFedCluster } from '../api/kubefed-cluster.ts';
import { formatTaint } from '../plan/taint/format-taint.ts';
import { ageSince } from './age.ts';
import { clusterReadiness } from './cluster-readiness.ts';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { addHostOptions, type HostOptions } from './host-options.ts';
import { withHost } from './host.ts';
import { formatLabels, outputOption, printList, type Column, type OutputFormat } from './output.ts';

/** `hansa clusters`: the members and how they are. */
export function createClustersCommand(context: CliContext): Command {
  const command = new Command('clusters')
    .description('List the clusters of the federation, and how they are')
    .addOption(outputOption())
    .action((options: HostOptions & { output: OutputFormat }) =>
      withHost(context, options, async ({ client, namespace }) => {
        const { items } = await client.list<KubeFedCluster>(kubeFedClusterType, { namespace });
        const empty = `No cluster has joined yet: "hansa join NAME" joins the cluster of the kubeconfig context NAME.\n`;
        printList(context, options.output, {
          objects: items,
          rows: items,
          columns: columnsAt(context.clock.now()),
          empty,
        });
      }),
    );
  return addHostOptions(command).addHelpText('after', formatExamples(examples));
}

const examples = [
  ['endpoints, labels and taints too', 'hansa clusters -o wide'],
  ['the names alone', "hansa clusters -o json | jq -r '.items[].metadata.name'"],
] as const;

function columnsAt(now: number): readonly Column<KubeFedCluster>[] {
  return [
    { heading: 'NAME', cell: ({ metadata }) => metadata.name },
    { heading: 'READY', cell: clusterReadiness },
    { heading: 'VERSION', cell: ({ status }) => status?.kubernetesVersion ?? '<unknown>' },
    { heading: 'AGE', cell: ({ metadata }) => ageSince(metadata.creationTimestamp, now) },
    { heading: 'SINCE', wide: true, cell: ({ status }) => ageSince(status?.conditions[0]?.lastTransitionTime, now) },
    { heading: 'ENDPOINT', wide: true, cell: ({ spec }) => spec.apiEndpoint },
    { heading: 'LABELS', wide: true, cell: ({ metadata }) => formatLabels(metadata.labels) },
    { heading: 'TAINTS', wide: true, cell: ({ spec }) => formatTaints(spec.taints) },
    { heading: 'REASON', cell: explain },
  ];
}

function formatTaints(taints: KubeFedCluster['spec']['taints'] = []): string {
  return taints.length === 0 ? '<none>' : taints.map(formatTaint).join(',');
}

function explain(cluster: KubeFedCluster): string {
  const [first] = cluster.status?.conditions ?? [];
  if (first === undefined) return 'no controller has looked at it yet';
  const reason = first.reason ?? first.type;
  return clusterReadiness(cluster) === 'True' || first.message === undefined ? reason : `${reason}: ${first.message}`;
}
