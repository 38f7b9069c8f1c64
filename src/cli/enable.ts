import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { customResourceDefinitionType } from '../api/crd.ts';
import { federatedTypeConfigType } from '../api/federated-type-config.ts';
import { defaultPlace } from '../api/federated-type.ts';
import { refOf } from '../api/meta.ts';
import { applyObject, find } from './apply-object.ts';
import type { CliContext } from './context.ts';
import { parseDirective, type EnableDirective } from './enable/directive.ts';
import { checkEnable, planEnable, type EnablePlan } from './enable/plan-enable.ts';
import { awaitEstablished } from './established.ts';
import { formatExamples } from './examples.ts';
import { CommandFailure, UsageFailure } from './failure.ts';
import { addHostOptions, dryRunOption, type HostOptions } from './host-options.ts';
import { withHost, type Host } from './host.ts';
import { formatDocument } from './output.ts';

interface EnableOptions extends HostOptions {
  readonly filename?: string;
  readonly federatedGroup: string;
  readonly federatedVersion: string;
  readonly version?: string;
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
    .addOption(new Option('-o, --output <format>', 'print what would be written, and write nothing').choices(['yaml']))
    .addOption(dryRunOption())
    .action((type: string | undefined, options: EnableOptions) => enable(context, type, options));
  return addHostOptions(command).addHelpText('after', formatExamples(examples));
}

const examples = [
  ['what deployments are to be in several clusters', 'hansa enable deployments.apps'],
  ['a type of your own, once its CustomResourceDefinition is there', 'hansa enable widgets.example.com'],
  ['for a repository of manifests', 'hansa enable cm -o yaml > federated-configmaps.yaml'],
] as const;

async function enable(context: CliContext, type: string | undefined, options: EnableOptions): Promise<void> {
  const directive = readDirective(context, type, options);
  await withHost(context, options, async (host) => {
    const plan = await planEnable(host, directive);
    if (options.output === 'yaml') return context.out(formatPlan(plan));
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

function readText({ cwd }: CliContext, filename: string): string {
  try {
    return readFileSync(filename === '-' ? 0 : resolve(cwd, filename), 'utf8');
  } catch (error) {
    throw new CommandFailure(`${filename}: ${error instanceof Error ? error.message : String(error)}`, {
      next: 'check the path',
      cause: error,
    });
  }
}

function formatPlan({ config, crd }: EnablePlan): string {
  return [config, crd].map((object) => `---\n${formatDocument('yaml', object)}`).join('');
}

/** The lines are kubefedctl's, which scripts read. */
async function writePlan(
  context: CliContext,
  { client, namespace }: Host,
  plan: EnablePlan,
  dryRun: boolean,
): Promise<void> {
  const { crd, config } = plan;
  const definition = await applyObject(client, customResourceDefinitionType, crd, { dryRun });
  context.out(`customresourcedefinition.apiextensions.k8s.io/${crd.metadata.name} ${verb(definition.outcome)}\n`);
  if (!dryRun) await awaitEstablished(context, client, [crd]);
  const object = { ...config, metadata: { ...config.metadata, namespace } };
  const isThere = (await find(client, federatedTypeConfigType, refOf(object))) !== undefined;
  if (isThere) await client.mergePatch(federatedTypeConfigType, refOf(object), { spec: config.spec }, { dryRun });
  else await client.create(federatedTypeConfigType, object, { dryRun });
  context.out(
    `federatedtypeconfig.core.kubefed.io/${config.metadata.name} ${isThere ? 'updated' : 'created'} in namespace ${namespace}\n`,
  );
}

function verb(outcome: 'created' | 'configured' | 'unchanged'): string {
  return outcome === 'created' ? 'created' : 'updated';
}
