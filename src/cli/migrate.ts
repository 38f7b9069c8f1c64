import { Command } from 'commander';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { CommandFailure } from './failure.ts';
import { addHostOptions, dryRunOption, type HostOptions } from './host-options.ts';
import { withHost } from './host.ts';
import { formatReport, formatSurprises } from './migrate/format-report.ts';
import { surveyKubeFed } from './migrate/survey.ts';
import { takeOver } from './migrate/take-over.ts';
import { formatDocument, outputOption, type OutputFormat } from './output.ts';
import { withProgress } from './progress.ts';

interface MigrateOptions extends HostOptions {
  readonly takeOver: boolean;
  readonly evenIfChanged: boolean;
  readonly dryRun: boolean;
  readonly output: OutputFormat;
}

/** `hansa migrate`: takes over from other federations; so far from KubeFed. */
export function createMigrateCommand(context: CliContext): Command {
  const kubefed = new Command('kubefed')
    .description('Report what taking over from KubeFed would mean, and take over')
    .option('--take-over', 'stop KubeFed, and bring its host to where `hansa controller` goes on', false)
    .option('--even-if-changed', 'take over although objects in members would be changed or deleted', false)
    .addOption(dryRunOption())
    .addOption(outputOption())
    .action((options: MigrateOptions) => migrate(context, options));
  addHostOptions(kubefed).addHelpText('after', `${explanation}${formatExamples(examples)}`);
  return new Command('migrate').description('Take over a federation from KubeFed').addCommand(kubefed);
}

const explanation = `
Without --take-over nothing is written. The report reads the host and every ready
member, and tells for each type how many objects are as Hansa wants them, and
which are not. Nothing in a member is written before \`hansa controller\` runs;
what is right there stays untouched even then.
`;

const examples = [
  ['see how things stand', 'hansa migrate kubefed'],
  ['see what taking over would write on the host', 'hansa migrate kubefed --take-over --dry-run'],
  ['take over', 'hansa migrate kubefed --take-over'],
  ['for a tool', 'hansa migrate kubefed -o json'],
] as const;

async function migrate(context: CliContext, options: MigrateOptions): Promise<void> {
  await withHost(context, options, async (host) => {
    const survey = await withProgress(context, `Comparing ${host.client.name} with its members`, () =>
      surveyKubeFed(context, host),
    );
    const { output } = options;
    if (output === 'json' || output === 'yaml') context.out(formatDocument(output, survey));
    else context.out(formatReport(survey, output === 'wide'));
    const { obstacles, surprises } = survey;
    if (obstacles.length > 0)
      throw new CommandFailure(`${host.client.name} cannot be taken over yet`, { next: obstacles[0]?.next });
    if (!options.takeOver) return;
    if (surprises > 0 && !options.evenIfChanged) {
      throw new CommandFailure(formatSurprises(surprises), {
        next: 'look at them with -o wide, then correct them, or add --even-if-changed',
      });
    }
    await takeOver(context, host, survey, options.dryRun);
  });
}
