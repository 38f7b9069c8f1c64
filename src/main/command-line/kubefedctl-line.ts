import type { Command } from 'commander';
import type { CliContext } from '../../cli/context.ts';
import { withoutGoFlags } from '../../cli/kubefedctl/go-flags.ts';
import { createKlog } from '../../cli/kubefedctl/klog.ts';
import { createKubefedctl } from '../../cli/kubefedctl/program.ts';
import { reportFatal } from '../../cli/kubefedctl/report.ts';
import type { KubefedctlSurroundings } from '../../cli/kubefedctl/surroundings.ts';

/** Does what a line of kubefedctl's asks for, in a context; resolves with the exit code when all has been said. */
export async function runKubefedctlLine(
  context: CliContext,
  version: string,
  args: readonly string[],
): Promise<number> {
  const err = (text: string) => context.err(text);
  const klog = createKlog({ clock: context.clock, pid: process.pid, err });
  const surroundings: KubefedctlSurroundings = { context, klog, version };
  try {
    const program = createKubefedctl(surroundings, await loadCommands(surroundings, args));
    await program.parseAsync(withoutGoFlags(program, args), { from: 'user' });
    return 0;
  } catch (error) {
    return reportFatal(error, klog, err);
  }
}

/** By name; a command is loaded when its name is among the arguments, and all of them when none is. */
const loadersFor = (surroundings: KubefedctlSurroundings): Readonly<Record<string, () => Promise<Command>>> => ({
  disable: async () => (await import('../../cli/kubefedctl/enable.ts')).createDisable(surroundings),
  enable: async () => (await import('../../cli/kubefedctl/enable.ts')).createEnable(surroundings),
  federate: async () => (await import('../../cli/kubefedctl/federate.ts')).createFederate(surroundings),
  join: async () => (await import('../../cli/kubefedctl/join.ts')).createJoin(surroundings),
  'orphaning-deletion': async () =>
    (await import('../../cli/kubefedctl/orphaning-deletion.ts')).createOrphaning(surroundings),
  unjoin: async () => (await import('../../cli/kubefedctl/join.ts')).createUnjoin(surroundings),
  version: async () => (await import('../../cli/kubefedctl/version.ts')).createVersion(surroundings),
});

function loadCommands(surroundings: KubefedctlSurroundings, args: readonly string[]): Promise<Command[]> {
  const loaders = loadersFor(surroundings);
  const named = Object.entries(loaders).filter(([name]) => args.includes(name));
  const wanted = named.length === 0 || args.includes('help') ? Object.entries(loaders) : named;
  return Promise.all(wanted.map(([, load]) => load()));
}
