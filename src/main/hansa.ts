import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isatty } from 'node:tty';
import { systemClock } from '../base/clock.ts';
import { createClustersCommand } from '../cli/clusters.ts';
import type { CliContext } from '../cli/context.ts';
import { reportFailure } from '../cli/failure.ts';
import { withoutGoBooleans } from '../cli/go-booleans.ts';
import { createDisableCommand } from '../cli/disable.ts';
import { createEnableCommand } from '../cli/enable.ts';
import { createInitCommand } from '../cli/init.ts';
import { createJoinCommand } from '../cli/join.ts';
import { createLabCommand } from '../cli/lab.ts';
import { createProgram } from '../cli/program.ts';
import { createStatusCommand } from '../cli/status.ts';
import { createTypesCommand } from '../cli/types.ts';
import { createUnjoinCommand } from '../cli/unjoin.ts';
import { createVersionCommand } from '../cli/version.ts';
import { createControllerCommand } from './controller.ts';

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

// Whoever pipes into `head` has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const program = createProgram(context, manifest.version, [
  {
    heading: 'Set up:',
    commands: [
      createInitCommand(context),
      createJoinCommand(context),
      createUnjoinCommand(context),
      createEnableCommand(context),
      createDisableCommand(context),
    ],
  },
  {
    heading: 'Look:',
    commands: [
      createStatusCommand(context),
      createClustersCommand(context),
      createTypesCommand(context),
      createVersionCommand(context, manifest.version),
    ],
  },
  { heading: 'Run:', commands: [createControllerCommand(context)] },
  { heading: 'Try:', commands: [createLabCommand(context)] },
]);
try {
  await program.parseAsync(withoutGoBooleans(program, process.argv.slice(2)), { from: 'user' });
} catch (error) {
  const report = reportFailure(error);
  context.err(report.text);
  process.exitCode = report.exitCode;
}
