import { Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../base/duration.ts';
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
import { UsageFailure } from './failure.ts';
import { findTypeConfig } from './find-type-config.ts';
import { addHostOptions, type HostOptions } from './host-options.ts';
import { withHost, type Host, type HostToRead } from './host.ts';
import {
  formatDocument,
  formatRows,
  listDocument,
  outputOption,
  withoutManagedFields,
  type Column,
  type OutputFormat,
} from './output.ts';
import { withProgress } from './progress.ts';
import { awaitedStates, awaitState, type AwaitedState } from './status/await-state.ts';
import { follow, type Picture } from './status/follow.ts';
import { formatObjectPage } from './status/object-page.ts';
import { formatTroubles, reportObject, type ObjectReport } from './status/object-report.ts';
import { adviseOnDefinition } from './status/old-definition.ts';
import {
  placeOf,
  readAllObjects,
  readClusters,
  readObject,
  readObjects,
  readPlacementFacts,
} from './status/read-objects.ts';
import { readSplitForms, readSplitOf } from './status/read-split.ts';
import { formatSummary, summarise } from './status/summary.ts';

interface StatusOptions extends HostOptions {
  readonly namespace?: string;
  readonly allNamespaces: boolean;
  readonly output: OutputFormat;
  readonly watch: boolean;
  readonly wait?: AwaitedState;
  readonly timeout: number;
}

/** What is to be seen: everything, the objects of a type, or one of them. */
type Subject =
  | { readonly kind: 'everything' }
  | { readonly kind: 'type'; readonly config: FederatedTypeConfig }
  | { readonly kind: 'object'; readonly config: FederatedTypeConfig; readonly name: string };

/** What was read of it. */
interface View {
  readonly picture: Picture;
  /** The objects of one type, if it is about one. */
  readonly objects: readonly FederatedObject[];
  /** What to say instead of an empty table. */
  readonly empty?: string;
}

/** `hansa status`: what became of what should run everywhere. */
export function createStatusCommand(context: CliContext): Command {
  const command = new Command('status')
    .description('See what is propagated where, how it does there, and what is not as it should be')
    .argument('[type]', 'one type: plural, kind, short name or PLURAL.GROUP, federated or not')
    .argument('[name]', 'one object of the type')
    .option('-n, --namespace <namespace>', 'where to look (default: all for the overview, else that of the context)')
    .option('-A, --all-namespaces', 'look in all namespaces', false)
    .option('-w, --watch', 'go on showing it as it changes, until Ctrl-C', false)
    .addOption(
      new Option('--wait <state>', 'wait until the newest version of the object is so in every cluster')
        .choices(awaitedStates)
        .conflicts('watch'),
    )
    .addOption(
      new Option('--timeout <duration>', 'how long to wait before it counts as failed')
        .default(300_000, '5m')
        .argParser(durationOf),
    )
    .addOption(outputOption())
    .action((type: string | undefined, name: string | undefined, options: StatusOptions) =>
      withHost(context, options, (host) => runStatus(context, host, { type, name }, options)),
    );
  return addHostOptions(command).addHelpText('after', formatExamples(examples));
}

const examples = [
  ['an overview, with what is not as it should be', 'hansa status'],
  ['every federated deployment', 'hansa status deployments -A'],
  ['one of them, cluster by cluster', 'hansa status deployments web -n shop'],
  ['why it is not in some cluster', 'hansa status deployments web -n shop -o wide'],
  ['a rollout as it goes on', 'hansa status deployments web -n shop -w'],
  ['the last step of a pipeline', 'hansa status deployments web -n shop --wait healthy --timeout 2m'],
] as const;

function durationOf(text: string): number {
  try {
    return parseDuration(text);
  } catch {
    throw new InvalidArgumentError('It has to be written as 20s, 1m30s or 1500ms.');
  }
}

async function runStatus(
  context: CliContext,
  host: Host,
  named: { readonly type: string | undefined; readonly name: string | undefined },
  options: StatusOptions,
): Promise<void> {
  const subject = await findSubject(host, named);
  const isDocument = options.output === 'json' || options.output === 'yaml';
  const look = (from: HostToRead) => viewOf(from, subject, options);
  if (options.watch) {
    return follow(context, host, isDocument, async (from) => {
      // One object is read by its name, which nobody would tell of changes.
      if (subject.kind === 'object') {
        const { config, name } = subject;
        await readObjects(from, config, placeOf(from, config, name, options.namespace));
      }
      const { picture, empty } = await look(from);
      return empty === undefined || isDocument ? picture : () => empty;
    });
  }
  if (options.wait !== undefined) await waitForIt(context, host, subject, options);
  const { picture, objects, empty } = await withProgress(context, 'Reading the federated objects', () => look(host));
  if (isDocument) return context.out(picture(context.clock.now()));
  if (empty !== undefined) return context.err(empty);
  context.out(picture(context.clock.now()));
  const advice = subject.kind !== 'everything' && (await adviseOnDefinition(host, subject.config, objects));
  if (advice) context.err(advice);
}

async function findSubject(
  host: Host,
  { type, name }: { readonly type: string | undefined; readonly name: string | undefined },
): Promise<Subject> {
  if (type === undefined) return { kind: 'everything' };
  const config = await findTypeConfig(host, type);
  return name === undefined ? { kind: 'type', config } : { kind: 'object', config, name };
}

async function waitForIt(context: CliContext, host: Host, subject: Subject, options: StatusOptions): Promise<void> {
  const { wait: state = 'propagated', timeout: timeoutMs, namespace } = options;
  if (subject.kind !== 'object') {
    throw new UsageFailure('--wait needs the type and the name of an object', {
      next: 'write it as "hansa status deployments web -n shop --wait healthy"',
    });
  }
  const { config, name } = subject;
  const object = await readObject(host, config, name, namespace);
  await awaitState(context, host, { config, object, state, timeoutMs });
}

function viewOf(host: HostToRead, subject: Subject, options: StatusOptions): Promise<View> {
  switch (subject.kind) {
    case 'everything':
      return viewSummary(host, options);
    case 'type':
      return viewType(host, subject.config, options);
    case 'object':
      return viewObject(host, subject, options);
  }
}

async function viewSummary(host: HostToRead, { allNamespaces, namespace, output }: StatusOptions): Promise<View> {
  const listed = allNamespaces ? undefined : namespace;
  const summary = summarise(...(await Promise.all([readClusters(host), readAllObjects(host, listed)])));
  const text =
    output === 'json' || output === 'yaml' ? formatDocument(output, summary) : formatSummary(summary, output);
  return { picture: () => text, objects: [] };
}

async function viewType(host: HostToRead, config: FederatedTypeConfig, options: StatusOptions): Promise<View> {
  const namespace = namespaceToList(host, config, options);
  const [objects, splitOf] = await Promise.all([
    readObjects(host, config, namespace),
    readSplitOf(host.client, config, namespace),
  ]);
  const { output } = options;
  if (output === 'json' || output === 'yaml') {
    const text = formatDocument(output, listDocument(objects));
    return { picture: () => text, objects };
  }
  const rows = objects.map((object) => ({
    object,
    report: reportObject(config.metadata.name, object, splitOf(object)),
  }));
  const isMixed = namespace === undefined && federatedNamespaced(config);
  const picture = (now: number) => formatRows(output, columnsAt(now, rows).slice(isMixed ? 0 : 1), rows);
  const { plural } = federatedResource(config);
  const empty =
    namespace === undefined
      ? `There are no ${plural}.\n`
      : `There are no ${plural} in namespace ${namespace}; -A looks in all.\n`;
  return { picture, objects, ...(rows.length === 0 && { empty }) };
}

/** Undefined for all, which is where federated namespaces are, each in its own. */
function namespaceToList(host: HostToRead, config: FederatedTypeConfig, options: StatusOptions): string | undefined {
  if (options.allNamespaces || !federatedNamespaced(config)) return undefined;
  if (isNamespaceType(config)) return options.namespace;
  return options.namespace ?? host.contextNamespace;
}

async function viewObject(
  host: HostToRead,
  { config, name }: { readonly config: FederatedTypeConfig; readonly name: string },
  { namespace, output }: StatusOptions,
): Promise<View> {
  const object = await readObject(host, config, name, namespace);
  if (output === 'json' || output === 'yaml') {
    const text = formatDocument(output, withoutManagedFields(object));
    return { picture: () => text, objects: [object] };
  }
  const [facts, split] = await Promise.all([
    readPlacementFacts(host, config, refOf(object).namespace),
    readSplitForms(host.client, config, refOf(object)),
  ]);
  const type = federatedResource(config);
  return {
    picture: (now) => formatObjectPage(type, { object, split, facts }, { now, format: output }),
    objects: [object],
  };
}

interface Row {
  readonly object: FederatedObject;
  readonly report: ObjectReport;
}

/** Kinds without replicas have no column for them. */
function columnsAt(now: number, rows: readonly Row[]): readonly Column<Row>[] {
  const readyColumn: Column<Row> = { heading: 'READY', cell: ({ report }) => report.ready };
  return [
    { heading: 'NAMESPACE', cell: ({ report }) => report.namespace || '<none>' },
    { heading: 'NAME', cell: ({ report }) => report.name },
    { heading: 'STATE', cell: ({ report }) => report.state },
    { heading: 'CLUSTERS', cell: ({ report }) => `${report.clustersOk}/${report.clusters}` },
    ...(rows.some(({ report }) => report.ready !== '') ? [readyColumn] : []),
    { heading: 'HEALTH', cell: ({ report }) => report.health },
    { heading: 'GENERATION', wide: true, cell: ({ object }) => String(object.metadata.generation ?? 0) },
    { heading: 'OBSERVED', wide: true, cell: ({ object }) => String(object.status?.observedGeneration ?? '<none>') },
    { heading: 'AGE', cell: ({ object }) => ageSince(object.metadata.creationTimestamp, now) },
    { heading: 'NOT OK', cell: ({ report }, format) => formatTroubles(report, { messages: format === 'wide' }) },
  ];
}
