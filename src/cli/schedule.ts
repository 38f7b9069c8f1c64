import { Command } from 'commander';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { CommandFailure } from './failure.ts';
import { addHostOptions, type HostOptions } from './host-options.ts';
import { withHost } from './host.ts';
import { formatDocument, outputOption, type OutputFormat } from './output.ts';
import { withProgress } from './progress.ts';
import { readText } from './read-text.ts';
import { formatSchedules } from './schedule/format-schedule.ts';
import { readRequest } from './schedule/read-request.ts';
import { trySchedules } from './schedule/try-schedule.ts';

interface ScheduleOptions extends HostOptions {
  readonly filename: string;
  readonly namespace?: string;
  readonly output: OutputFormat;
}

/** `hansa schedule`: what SchedulingPreferences would decide. */
export function createScheduleCommand(context: CliContext): Command {
  const command = new Command('schedule')
    .description('Tell which clusters and replicas SchedulingPreferences would decide on, before they are applied')
    .requiredOption(
      '-f, --filename <file>',
      'manifests of SchedulingPreferences, and of federated objects if they are new ("-": standard input)',
    )
    .option('-n, --namespace <namespace>', 'namespace of those that name none (default: that of the context)')
    .option('--dry-run', 'as always: this command never writes')
    .addOption(outputOption())
    .action((options: ScheduleOptions) => schedule(context, options));
  return addHostOptions(command).addHelpText('after', `${explanation}${formatExamples(examples)}`);
}

const explanation = `
It decides as the controllers would, from what the host and every ready member
say now: objects, placements, policies, taints, what runs and what nodes have
left. Objects that the file does not hold are taken from the host. Nothing is
written: once the preference is applied, the controllers schedule.
`;

const examples = [
  ['what a preference would do', 'hansa schedule --dry-run -f web-preference.yaml'],
  ['with objects that are not on the host yet', 'cat web.yaml preference.yaml | hansa schedule --dry-run -f -'],
  ['for a tool', 'hansa schedule --dry-run -f web-preference.yaml -o json'],
] as const;

async function schedule(context: CliContext, options: ScheduleOptions): Promise<void> {
  const { filename, output } = options;
  const text = readText(context, filename);
  await withHost(context, options, async (host) => {
    const request = await readRequest(host, filename, text, options.namespace ?? host.contextNamespace);
    const tried = await withProgress(context, 'Asking the host and its members', () =>
      trySchedules(context, host, request),
    );
    if (output === 'json' || output === 'yaml') context.out(formatDocument(output, tried));
    else context.out(formatSchedules(tried));
    const broken = tried.preferences.filter(({ problem }) => problem !== undefined);
    if (broken.length === 0) return;
    throw new CommandFailure(`cannot be followed: ${broken.map(({ preference }) => preference).join(', ')}`, {
      next: 'the reasons are above; until they are gone, what runs stays, and nothing new comes in',
    });
  });
}
