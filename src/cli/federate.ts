import { Command, Option } from 'commander';
import { federatedResource, type FederatedTypeConfig } from '../api/federated-type-config.ts';
import { keyOf, qualifiedPlural, refOf, type KubeObject } from '../api/meta.ts';
import { objectsOf, type FederatedFrom } from '../plan/federate/federate-object.ts';
import { find } from './apply-object.ts';
import { namespaces } from './built-in-types.ts';
import type { CliContext } from './context.ts';
import { findConfig } from './disable/disable-type.ts';
import { formatExamples } from './examples.ts';
import { UsageFailure } from './failure.ts';
import { collectBatches, type Batch, type FederateRequest } from './federate/collect-batches.ts';
import { federateManifests } from './federate/read-manifests.ts';
import { writeBatches, type FederatedOutcome, type FederateReport } from './federate/write-batches.ts';
import { addHostOptions, dryRunOption, type HostOptions } from './host-options.ts';
import { withHost, type Host } from './host.ts';
import { formatOutcome } from './outcome-line.ts';
import { formatManifests, type DocumentFormat } from './output.ts';
import { withProgress } from './progress.ts';
import { readText } from './read-text.ts';

export interface FederateOptions extends HostOptions {
  readonly namespace?: string;
  readonly output?: DocumentFormat;
  readonly enableType: boolean;
  /** Placement and overrides become objects of their own; absent means they do not. */
  readonly split?: boolean;
  readonly contents: boolean;
  readonly filename?: string;
  readonly skipApiResources: readonly string[];
  readonly dryRun: boolean;
}

/** `hansa federate`: has what is on the host already be in every cluster. */
export function createFederateCommand(context: CliContext): Command {
  const command = new Command('federate')
    .description('Make a federated object of one that is there already')
    .argument('[type]', 'its type: plural, kind, short name or PLURAL.GROUP')
    .argument('[name]', 'its name')
    .option('-n, --namespace <namespace>', 'its namespace (default: that of the context)')
    .option('-c, --contents', 'of a namespace: federate what is in it as well', false)
    .addOption(skipOption())
    .option('-t, --enable-type', 'enable the types that are not federated yet', false)
    .option('--split', 'make the placement an object of its own, where the type has split types', false)
    .option('-f, --filename <file>', 'convert manifests of a file instead, asking no server ("-": standard input)')
    .addOption(
      new Option('-o, --output <format>', 'print what would be written, and write nothing').choices(['yaml', 'json']),
    )
    .addOption(dryRunOption())
    .action(async (type: string | undefined, name: string | undefined, options: FederateOptions) => {
      const written: Written[] = [];
      const report: FederateReport = (batch, each) => {
        reportOutcome(context, batch, each, options.dryRun);
        if (isFederatedObject(batch, each)) written.push({ batch, object: each.object });
      };
      await runFederate(
        context,
        [type, name].filter((word) => word !== undefined),
        options,
        report,
      );
      if (!options.dryRun) tellNextStep(context, written);
    });
  return addHostOptions(command).addHelpText('after', `${explanation}${formatExamples(examples)}`);
}

/** -s, as a list whose names may also stand between commas. */
export function skipOption(): Option {
  return new Option(
    '-s, --skip-api-resources <names>',
    'with --contents: types or groups to leave out, comma-separated',
  )
    .argParser((names: string, before: readonly string[]) => [...before, ...names.split(',').filter(Boolean)])
    .default([], 'none');
}

const explanation = `
The federated object is placed in every cluster; change spec.placement for less.
The object it is made from stays as it is.
`;

const examples = [
  ['a ConfigMap that is on the host', 'hansa federate configmaps prices -n shop'],
  ['a namespace with all that is in it', 'hansa federate namespaces shop --contents'],
  ['see first what it would write', 'hansa federate namespaces shop -c -o yaml'],
  ['with a placement that somebody else writes', 'hansa federate configmaps prices -n shop --split'],
  ['manifests of a repository', 'hansa federate -f app.yaml > federated-app.yaml'],
] as const;

/** Federates what the arguments and options name, or prints what would do it; report is told of what is written. */
export async function runFederate(
  context: CliContext,
  args: readonly string[],
  options: FederateOptions,
  report: FederateReport,
): Promise<void> {
  checkFlags(args, options);
  const { filename, output, split = false, dryRun } = options;
  if (filename !== undefined) return convert(context, filename, output ?? 'yaml', { split });
  await withHost(context, options, async (host) => {
    const request = requestOf(args, options, host.contextNamespace);
    const batches = await withProgress(
      context,
      `Reading ${request.contents ? 'what is in the namespace' : 'the object'}`,
      () => collectBatches(host, request),
    );
    tellOfLosses(context, batches);
    if (output) {
      const objects = batches.flatMap((batch) => batch.objects.flatMap(objectsOf));
      return context.out(formatManifests(output, objects));
    }
    await writeBatches(context, host, batches, { dryRun, report });
    await warnOfNamespace(context, host, request, batches);
  });
}

/** In KubeFed's words. */
function checkFlags(args: readonly string[], { filename, enableType, output }: FederateOptions): void {
  if (filename !== undefined) {
    if (args.length === 0) return;
    throw new UsageFailure(`Flag '--filename' does not take any args. Got args: [${args.join(' ')}]`);
  }
  const next = '"hansa federate --help" shows how it is used';
  if (args.length === 0) throw new UsageFailure('TYPE-NAME is required', { next });
  if (args.length === 1) throw new UsageFailure('RESOURCE-NAME is required', { next });
  if (enableType && output) throw new UsageFailure(`Flag '--enable-type' cannot be used with '--output [${output}]'`);
}

function convert(
  context: CliContext,
  filename: string,
  output: DocumentFormat,
  how: { readonly split: boolean },
): void {
  const converted = federateManifests(filename, readText(context, filename), how);
  for (const from of converted) tellOfAnnotations(context, from);
  context.out(formatManifests(output, converted.flatMap(objectsOf)));
}

function requestOf(args: readonly string[], options: FederateOptions, contextNamespace: string): FederateRequest {
  const [type = '', name = ''] = args;
  const { namespace = contextNamespace, contents, split = false, skipApiResources: skip, enableType, output } = options;
  const notEnabled = output ? 'assume' : enableType ? 'enable' : 'refuse';
  return { type, name, namespace, contents, split, skip, notEnabled };
}

function tellOfLosses(context: CliContext, batches: readonly Batch[]): void {
  for (const { config, objects, leftOut } of batches) {
    for (const from of objects) tellOfAnnotations(context, from);
    const [first] = leftOut;
    if (!first) continue;
    const which = leftOut.length === 1 ? first.name : `${leftOut.length} objects, such as ${first.name}`;
    context.err(`warning: left out of ${config.metadata.name}: ${which} (${first.reason})\n`);
  }
}

function tellOfAnnotations(context: CliContext, { object, lostAnnotations }: FederatedFrom): void {
  if (lostAnnotations.length === 0) return;
  context.err(
    `warning: ${object.kind} ${keyOf(refOf(object))} does without the annotations ${lostAnnotations.join(', ')}: templates carry none\n` +
      'hint: an override that adds to /metadata/annotations sets them in a cluster\n',
  );
}

interface Written {
  readonly batch: Batch;
  readonly object: KubeObject;
}

/** Rather than one beside it. */
function isFederatedObject({ config }: Batch, { type }: FederatedOutcome): boolean {
  return type.kind === federatedResource(config).kind;
}

function reportOutcome(
  context: CliContext,
  batch: Batch,
  { type, object, outcome }: FederatedOutcome,
  dryRun: boolean,
): void {
  const { name } = object.metadata;
  context.out(formatOutcome({ type, name, outcome: outcome === 'created' ? 'created' : 'unchanged', dryRun }));
  if (outcome === 'created') return;
  context.err(
    `warning: ${type.kind} ${keyOf(refOf(object))} is there already, and stays as it is\n` +
      `hint: "${statusCommand({ batch, object })}" shows what became of it\n`,
  );
}

function tellNextStep(context: CliContext, written: readonly Written[]): void {
  const [first] = written;
  if (!first) return;
  const { namespace } = first.object.metadata;
  const command = written.length === 1 ? statusCommand(first) : `hansa status -n ${namespace}`;
  context.out(`"${command}" shows what becomes of ${written.length === 1 ? 'it' : `all ${written.length}`}.\n`);
}

function statusCommand({ batch, object }: Written): string {
  const { name, namespace } = object.metadata;
  return `hansa status ${batch.config.metadata.name} ${name}${namespace === undefined ? '' : ` -n ${namespace}`}`;
}

/** What lives in a namespace that is not federated goes nowhere. */
async function warnOfNamespace(
  context: CliContext,
  host: Host,
  { namespace }: FederateRequest,
  [batch]: readonly Batch[],
): Promise<void> {
  if (!batch || batch.config.spec.targetType.scope !== 'Namespaced' || namespace === host.namespace) return;
  const config: FederatedTypeConfig | undefined = await findConfig(host, qualifiedPlural(namespaces));
  const ref = { namespace, name: namespace };
  if (config && (await find(host.client, federatedResource(config), ref))) return;
  context.err(
    `warning: namespace ${namespace} is not federated, so that nothing in it goes to any cluster yet\n` +
      `hint: "hansa federate namespaces ${namespace}" federates it${config ? '' : ', with --enable-type'}\n`,
  );
}
