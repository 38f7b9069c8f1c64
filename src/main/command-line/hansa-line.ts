import type { Command } from 'commander';
import type { CliContext } from '../../cli/context.ts';
import { reportFailure } from '../../cli/failure.ts';
import { withoutGoBooleans } from '../../cli/go-booleans.ts';
import { createProgram, type CommandGroup } from '../../cli/program.ts';

/** Does what a line of hansa's asks for, in a context; resolves with the exit code when all has been said. */
export async function runHansaLine(context: CliContext, version: string, args: readonly string[]): Promise<number> {
  try {
    const program = createProgram(context, version, await loadCommands(loadersFor(context, version), args[0]));
    await program.parseAsync(withoutGoBooleans(program, args), { from: 'user' });
    return 0;
  } catch (error) {
    const { exitCode, text } = reportFailure(error);
    context.err(text);
    return exitCode;
  }
}

type Loaders = Readonly<Record<string, () => Promise<Command>>>;

/** By heading and name. A command is loaded when it is run or all of them are to be shown, since loading takes longest. */
const loadersFor = (context: CliContext, version: string): Readonly<Record<string, Loaders>> => ({
  'Set up:': {
    init: async () => (await import('../../cli/init.ts')).createInitCommand(context),
    migrate: async () => (await import('../../cli/migrate.ts')).createMigrateCommand(context),
    join: async () => (await import('../../cli/join.ts')).createJoinCommand(context),
    unjoin: async () => (await import('../../cli/unjoin.ts')).createUnjoinCommand(context),
    taint: async () => (await import('../../cli/taint.ts')).createTaintCommand(context),
    enable: async () => (await import('../../cli/enable.ts')).createEnableCommand(context),
    federate: async () => (await import('../../cli/federate.ts')).createFederateCommand(context),
    disable: async () => (await import('../../cli/disable.ts')).createDisableCommand(context),
    'orphaning-deletion': async () => (await import('../../cli/orphaning-deletion.ts')).createOrphaningCommand(context),
  },
  'Look:': {
    status: async () => (await import('../../cli/status.ts')).createStatusCommand(context),
    explain: async () => (await import('../../cli/explain.ts')).createExplainCommand(context),
    plan: async () => (await import('../../cli/plan.ts')).createPlanCommand(context),
    schedule: async () => (await import('../../cli/schedule.ts')).createScheduleCommand(context),
    clusters: async () => (await import('../../cli/clusters.ts')).createClustersCommand(context),
    types: async () => (await import('../../cli/types.ts')).createTypesCommand(context),
    version: async () => (await import('../../cli/version.ts')).createVersionCommand(context, version),
  },
  'Run:': {
    controller: async () => (await import('../controller.ts')).createControllerCommand(context, version),
  },
  'Try:': {
    lab: async () => (await import('../../cli/lab.ts')).createLabCommand(context),
  },
});

/** The commands that the first argument asks for: one, or where it names none, all. */
function loadCommands(loaders: Readonly<Record<string, Loaders>>, name: string | undefined): Promise<CommandGroup[]> {
  const isNamed = Object.values(loaders).some((group) => name !== undefined && Object.hasOwn(group, name));
  return Promise.all(
    Object.entries(loaders).map(async ([heading, group]) => {
      const wanted = Object.entries(group).filter(([each]) => !isNamed || each === name);
      return { heading, commands: await Promise.all(wanted.map(([, load]) => load())) };
    }),
  );
}
