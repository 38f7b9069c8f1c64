import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isatty } from 'node:tty';
import type { Command } from 'commander';
import { systemClock } from '../base/clock.ts';
import type { CliContext } from '../cli/context.ts';
import { reportFailure } from '../cli/failure.ts';
import { withoutGoBooleans } from '../cli/go-booleans.ts';
import { createProgram, type CommandGroup } from '../cli/program.ts';

const context: CliContext = {
  env: process.env,
  cwd: process.cwd(),
  home: homedir(),
  clock: systemClock,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isTerminal: isatty(process.stderr.fd),
  isInteractive: isatty(process.stdin.fd),
};
const args = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

type Loaders = Readonly<Record<string, () => Promise<Command>>>;

/** By heading and name. A command is loaded when it is run or all of them are to be shown, since loading takes longest. */
const loaders: Readonly<Record<string, Loaders>> = {
  'Set up:': {
    init: async () => (await import('../cli/init.ts')).createInitCommand(context),
    migrate: async () => (await import('../cli/migrate.ts')).createMigrateCommand(context),
    join: async () => (await import('../cli/join.ts')).createJoinCommand(context),
    unjoin: async () => (await import('../cli/unjoin.ts')).createUnjoinCommand(context),
    enable: async () => (await import('../cli/enable.ts')).createEnableCommand(context),
    disable: async () => (await import('../cli/disable.ts')).createDisableCommand(context),
  },
  'Look:': {
    status: async () => (await import('../cli/status.ts')).createStatusCommand(context),
    clusters: async () => (await import('../cli/clusters.ts')).createClustersCommand(context),
    types: async () => (await import('../cli/types.ts')).createTypesCommand(context),
    version: async () => (await import('../cli/version.ts')).createVersionCommand(context, version),
  },
  'Run:': {
    controller: async () => (await import('./controller.ts')).createControllerCommand(context, version),
  },
  'Try:': {
    lab: async () => (await import('../cli/lab.ts')).createLabCommand(context),
  },
};

/** The commands that the first argument asks for: one, or where it names none, all. */
function loadCommands(name: string | undefined): Promise<CommandGroup[]> {
  const isNamed = Object.values(loaders).some((group) => name !== undefined && Object.hasOwn(group, name));
  return Promise.all(
    Object.entries(loaders).map(async ([heading, group]) => {
      const wanted = Object.entries(group).filter(([each]) => !isNamed || each === name);
      return { heading, commands: await Promise.all(wanted.map(([, load]) => load())) };
    }),
  );
}

// Whoever pipes into `head` has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  const program = createProgram(context, version, await loadCommands(args[0]));
  await program.parseAsync(withoutGoBooleans(program, args), { from: 'user' });
} catch (error) {
  const report = reportFailure(error);
  context.err(report.text);
  process.exitCode = report.exitCode;
}
