import { Command, Option } from 'commander';
import { defaultPlace } from '../api/federated-type.ts';
import type { CliContext } from './context.ts';
import { parseDirective, type EnableDirective } from './enable/directive.ts';
import { checkEnable, planEnable } from './enable/plan-enable.ts';
import { writePlan } from './enable/write-plan.ts';
import { formatExamples } from './examples.ts';
import { UsageFailure } from './failure.ts';
import { addHostOptions, dryRunOption, type HostOptions } from './host-options.ts';
import { withHost } from './host.ts';
import { formatManifests } from './output.ts';
import { readText } from './read-text.ts';

export interface EnableOptions extends HostOptions {
  readonly filename?: string;
  readonly federatedGroup: string;
  readonly federatedVersion: string;
  readonly version?: string;
  /** Placement and overrides may be objects of their own; absent means no more than they may already. */
  readonly split?: boolean;
  readonly output?: 'yaml';
  readonly dryRun: boolean;
}

/** `hansa enable`: has a type federated. */
export function createEnableCommand(context: CliContext): Command {
  const command = new Command('enable')
    .description('Federate an API type')
    .argument('[type]', 'any type the host serves: plural, kind, short name or PLURAL.GROUP')
    .option('-f, --filename <file>', 'EnableTypeDirective to read instead ("-": standard input)')
    .option('--federated-group <group>', 'group of the federated type', defaultPlace.federatedGroup)
    .option('--federated-version <version>', 'version of the federated type', defaultPlace.federatedVersion)
    .option('--version <version>', 'version of the type to federate (default: the one the host prefers)')
    .option('--split', 'let placement and overrides be objects of their own, beside those of the type', false)
    .addOption(new Option('-o, --output <format>', 'print what would be written, and write nothing').choices(['yaml']))
    .addOption(dryRunOption())
    .action((type: string | undefined, options: EnableOptions) => runEnable(context, type, options));
  return addHostOptions(command).addHelpText('after', formatExamples(examples));
}

const examples = [
  ['what deployments are to be in several clusters', 'hansa enable deployments.apps'],
  ['a type of your own, once its CustomResourceDefinition is there', 'hansa enable widgets.example.com'],
  ['with placement and overrides that other people write', 'hansa enable deployments.apps --split'],
  ['for a repository of manifests', 'hansa enable cm -o yaml > federated-configmaps.yaml'],
] as const;

/** Has the type of the arguments federated, or prints what would do it. */
export async function runEnable(context: CliContext, type: string | undefined, options: EnableOptions): Promise<void> {
  const directive = readDirective(context, type, options);
  await withHost(context, options, async (host) => {
    const plan = await planEnable(host, directive, options);
    if (options.output === 'yaml') return context.out(formatManifests('yaml', [plan.config, ...plan.crds]));
    await checkEnable(host, plan);
    await writePlan(context, host, plan, options.dryRun);
  });
}

function readDirective(context: CliContext, type: string | undefined, options: EnableOptions): EnableDirective {
  const { filename, version: targetVersion, federatedGroup, federatedVersion } = options;
  if (filename === undefined) {
    if (type !== undefined) return { type, targetVersion, federatedGroup, federatedVersion };
    throw new UsageFailure('enable needs the type to federate, or a file with --filename', {
      next: '"hansa enable --help" shows how it is used',
    });
  }
  if (type !== undefined) throw new UsageFailure(`Flag '--filename' does not take any args. Got args: [${type}]`);
  return parseDirective(filename, readText(context, filename));
}
