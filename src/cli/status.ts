import { Command } from 'commander';
import type { FederatedObject } from '../api/federated-object.ts';
import {
  federatedNamespaced,
  federatedResource,
  isNamespaceType,
  type FederatedTypeConfig,
} from '../api/federated-type-config.ts';
import { refOf } from '../api/meta.ts';
import { ageSince } from './age.ts';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { findTypeConfig } from './find-type-config.ts';
import { addHostOptions, type HostOptions } from './host-options.ts';
import { withHost, type Host } from './host.ts';
import {
  formatDocument,
  outputOption,
  printList,
  withoutManagedFields,
  type Column,
  type OutputFormat,
} from './output.ts';
import { withProgress } from './progress.ts';
import { formatObjectPage } from './status/object-page.ts';
import { formatTroubles, reportObject, type ObjectReport } from './status/object-report.ts';
import { readAllObjects, readClusters, readObject, readObjects, readPlacementFacts } from './status/read-objects.ts';
import { readSplitForms, readSplitOf } from './status/read-split.ts';
import { formatSummary, summarise } from './status/summary.ts';

interface StatusOptions extends HostOptions {
  readonly namespace?: string;
  readonly allNamespaces: boolean;
  readonly output: OutputFormat;
}

/** `hansa status`: what became of what should run everywhere. */
export function createStatusCommand(context: CliContext): Command {
  const command = new Command('status')
    .description('See what is propagated where, and what is not as it should be')
    .argument('[type]', 'one type: plural, kind, short name or PLURAL.GROUP, federated or not')
    .argument('[name]', 'one object of the type')
    .option('-n, --namespace <namespace>', 'where to look (default: all for the overview, else that of the context)')
    .option('-A, --all-namespaces', 'look in all namespaces', false)
    .addOption(outputOption())
    .action((type: string | undefined, name: string | undefined, options: StatusOptions) =>
      withHost(context, options, async (host) => {
        if (type === undefined) return showSummary(context, host, options);
        const config = await findTypeConfig(host, type);
        if (name === undefined) return showType(context, host, config, options);
        return showObject(context, host, { config, name }, options);
      }),
    );
  return addHostOptions(command).addHelpText('after', formatExamples(examples));
}

const examples = [
  ['an overview, with what is not as it should be', 'hansa status'],
  ['every federated deployment', 'hansa status deployments -A'],
  ['one of them, cluster by cluster', 'hansa status deployments web -n shop'],
  ['why it is not in some cluster', 'hansa status deployments web -n shop -o wide'],
] as const;

async function showSummary(context: CliContext, host: Host, options: StatusOptions): Promise<void> {
  const namespace = options.allNamespaces ? undefined : options.namespace;
  const [clusters, listed] = await withProgress(context, 'Reading the federated objects', () =>
    Promise.all([readClusters(host), readAllObjects(host, namespace)]),
  );
  const summary = summarise(clusters, listed);
  const { output } = options;
  if (output === 'json' || output === 'yaml') return context.out(formatDocument(output, summary));
  context.out(formatSummary(summary, output));
}

async function showType(
  context: CliContext,
  host: Host,
  config: FederatedTypeConfig,
  options: StatusOptions,
): Promise<void> {
  const namespace = namespaceToList(host, config, options);
  const [objects, splitOf] = await withProgress(context, 'Reading the federated objects', () =>
    Promise.all([readObjects(host, config, namespace), readSplitOf(host.client, config, namespace)]),
  );
  const { plural } = federatedResource(config);
  const rows = objects.map((object) => ({
    object,
    report: reportObject(config.metadata.name, object, splitOf(object)),
  }));
  const isMixed = namespace === undefined && federatedNamespaced(config);
  const columns = columnsAt(context.clock.now()).slice(isMixed ? 0 : 1);
  const empty =
    namespace === undefined
      ? `There are no ${plural}.\n`
      : `There are no ${plural} in namespace ${namespace}; -A looks in all.\n`;
  printList(context, options.output, { objects, rows, columns, empty });
}

/** Undefined for all, which is where federated namespaces are, each in its own. */
function namespaceToList(host: Host, config: FederatedTypeConfig, options: StatusOptions): string | undefined {
  if (options.allNamespaces || !federatedNamespaced(config)) return undefined;
  if (isNamespaceType(config)) return options.namespace;
  return options.namespace ?? host.contextNamespace;
}

async function showObject(
  context: CliContext,
  host: Host,
  { config, name }: { readonly config: FederatedTypeConfig; readonly name: string },
  options: StatusOptions,
): Promise<void> {
  const object = await readObject(host, config, name, options.namespace);
  const { output } = options;
  if (output === 'json' || output === 'yaml') return context.out(formatDocument(output, withoutManagedFields(object)));
  const [facts, split] = await Promise.all([
    readPlacementFacts(host, config, refOf(object).namespace),
    readSplitForms(host.client, config, refOf(object)),
  ]);
  context.out(
    formatObjectPage(federatedResource(config), { object, split, facts }, { now: context.clock.now(), format: output }),
  );
}

interface Row {
  readonly object: FederatedObject;
  readonly report: ObjectReport;
}

function columnsAt(now: number): readonly Column<Row>[] {
  return [
    { heading: 'NAMESPACE', cell: ({ report }) => report.namespace || '<none>' },
    { heading: 'NAME', cell: ({ report }) => report.name },
    { heading: 'STATE', cell: ({ report }) => report.state },
    { heading: 'CLUSTERS', cell: ({ report }) => `${report.clustersOk}/${report.clusters}` },
    { heading: 'GENERATION', wide: true, cell: ({ object }) => String(object.metadata.generation ?? 0) },
    { heading: 'OBSERVED', wide: true, cell: ({ object }) => String(object.status?.observedGeneration ?? '<none>') },
    { heading: 'AGE', cell: ({ object }) => ageSince(object.metadata.creationTimestamp, now) },
    { heading: 'NOT OK', cell: ({ report }, format) => formatTroubles(report, { messages: format === 'wide' }) },
  ];
}
