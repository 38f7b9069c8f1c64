import { Command } from 'commander';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { explainObject } from './explain/explain-object.ts';
import { formatExplanation } from './explain/format-explanation.ts';
import { findTypeConfig } from './find-type-config.ts';
import { addHostOptions, type HostOptions } from './host-options.ts';
import { withHost } from './host.ts';
import { formatDocument, outputOption, type OutputFormat } from './output.ts';
import { readDecision } from './decision/read-decision.ts';
import { readObject } from './status/read-objects.ts';

interface ExplainOptions extends HostOptions {
  readonly namespace?: string;
  readonly output: OutputFormat;
}

/** `hansa explain`: why an object is in a cluster, or is not. */
export function createExplainCommand(context: CliContext): Command {
  const command = new Command('explain')
    .description('Tell of every cluster why it has an object, or has it not')
    .argument('<type>', 'its type: plural, kind, short name or PLURAL.GROUP, federated or not')
    .argument('<name>', 'its name')
    .option('-n, --namespace <namespace>', 'its namespace (default: that of the context)')
    .addOption(outputOption())
    .action((type: string, name: string, options: ExplainOptions) => explain(context, type, name, options));
  return addHostOptions(command).addHelpText('after', formatExamples(examples));
}

const examples = [
  ['where a Deployment runs, and why', 'hansa explain deployments web -n shop'],
  ['the reasons in one word as well', 'hansa explain deployments web -n shop -o wide'],
  ['for a tool', 'hansa explain deployments web -n shop -o json'],
] as const;

async function explain(context: CliContext, type: string, name: string, options: ExplainOptions): Promise<void> {
  await withHost(context, options, async (host) => {
    const config = await findTypeConfig(host, type);
    const object = await readObject(host, config, name, options.namespace);
    const explanation = explainObject(config, object, await readDecision(host, config, object));
    const { output } = options;
    if (output === 'json' || output === 'yaml') context.out(formatDocument(output, explanation));
    else context.out(formatExplanation(explanation, output === 'wide'));
  });
}
