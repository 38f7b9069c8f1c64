import { Command } from 'commander';
import { manifestsOf } from '../plan/federate/federate-manifest.ts';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { CommandFailure } from './failure.ts';
import { addHostOptions, type HostOptions } from './host-options.ts';
import { withHost } from './host.ts';
import { formatDocument, outputOption, type OutputFormat } from './output.ts';
import { parseDocuments } from './parse-documents.ts';
import { formatPlan } from './plan/format-plan.ts';
import { planWishes } from './plan/plan-wishes.ts';
import { readWishes } from './plan/read-wishes.ts';
import { withProgress } from './progress.ts';
import { readText } from './read-text.ts';

interface PlanOptions extends HostOptions {
  readonly filename: string;
  readonly namespace?: string;
  readonly output: OutputFormat;
}

/** `hansa plan`: what applying manifests would change in which cluster. */
export function createPlanCommand(context: CliContext): Command {
  const command = new Command('plan')
    .description('Tell what federated objects would change in which cluster, before they are applied')
    .requiredOption(
      '-f, --filename <file>',
      'manifests of federated objects and of what stands beside them ("-": standard input)',
    )
    .option('-n, --namespace <namespace>', 'namespace of those that name none (default: that of the context)')
    .addOption(outputOption())
    .action((options: PlanOptions) => plan(context, options));
  return addHostOptions(command).addHelpText('after', `${explanation}${formatExamples(examples)}`);
}

const explanation = `
Nothing is written. The host and every ready member are asked in dry runs, so
what a member would refuse is refused here already.
`;

const examples = [
  ['what a change would do', 'hansa plan -f web.yaml'],
  ['what another placement would do', "kubectl get fdeploy web -o yaml | sed 's/member-1/member-2/' | hansa plan -f -"],
  ['what a Placement of a split type would do', 'hansa plan -f web-placement.yaml'],
  ['for a tool', 'hansa plan -f web.yaml -o json'],
] as const;

async function plan(context: CliContext, options: PlanOptions): Promise<void> {
  const { filename, output } = options;
  const text = readText(context, filename);
  await withHost(context, options, async (host) => {
    const manifests = manifestsOf(parseDocuments(filename, text)).entries();
    const wishes = await readWishes(host, filename, manifests, options.namespace ?? host.contextNamespace);
    const planned = await withProgress(context, 'Asking the host and its members', () =>
      planWishes(context, host, wishes),
    );
    if (output === 'json' || output === 'yaml') context.out(formatDocument(output, planned));
    else context.out(formatPlan(planned));
    const refused = planned.objects.flatMap(({ clusters }) => clusters).filter(({ kind }) => kind === 'refused');
    if (refused.length === 0) return;
    const clusters = [...new Set(refused.map(({ cluster }) => cluster))].sort().join(', ');
    throw new CommandFailure(`what is planned would be refused by: ${clusters}`, {
      next: 'the reasons are above; correct the manifests, or what stands in their way',
    });
  });
}
