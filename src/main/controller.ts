import { Command, Option } from 'commander';
import { ControllerManager } from '../controllers/manager.ts';
import type { CliContext } from '../cli/context.ts';
import { addHostOptions, type HostOptions } from '../cli/host-options.ts';
import { withHost } from '../cli/host.ts';
import { createLog, type LogLevel } from '../runtime/log.ts';

interface ControllerOptions extends HostOptions {
  readonly logLevel: LogLevel;
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];
/** Signals and connections keep a process alive; with every server down there are none, and yet it must wait for them. */
const aliveMs = 2 ** 30;

/** `hansa controller`: runs all controllers until SIGINT or SIGTERM; a second signal ends it at once. */
export function createControllerCommand(context: CliContext): Command {
  const command = new Command('controller')
    .description('Run the controllers of the federation until interrupted')
    .addOption(
      new Option('--log-level <level>', 'how much to log, as JSON lines on standard error')
        .choices(levels)
        .default('info'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  hansa controller --host-cluster-context hub\n\nStopping it removes nothing anywhere; start it again and it goes on.\n',
    );
  return addHostOptions(command).action((options: ControllerOptions) => runController(context, options));
}

async function runController(context: CliContext, options: ControllerOptions): Promise<void> {
  const log = createLog(options.logLevel);
  await withHost(context, options, async (host) => {
    const manager = new ControllerManager({
      host: host.client,
      systemNamespace: host.namespace,
      clock: context.clock,
      random: Math.random,
      log,
    });
    const alive = setInterval(() => undefined, aliveMs);
    try {
      const interrupted = untilInterrupted();
      await manager.start();
      log.info({ host: host.context, namespace: host.namespace }, 'controllers run');
      const signal = await interrupted;
      log.info({ signal }, 'stopping; nothing is removed anywhere');
    } finally {
      await manager.stop();
      clearInterval(alive);
    }
  });
}

function untilInterrupted(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  return promise;
}
