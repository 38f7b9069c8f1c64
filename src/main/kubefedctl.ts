import type { Command } from 'commander';
import { createKlog } from '../cli/kubefedctl/klog.ts';
import { createKubefedctl } from '../cli/kubefedctl/program.ts';
import { reportFatal } from '../cli/kubefedctl/report.ts';
import type { KubefedctlSurroundings } from '../cli/kubefedctl/surroundings.ts';
import { withoutGoFlags } from '../cli/kubefedctl/go-flags.ts';
import { endWithReader, processContext, readOwnVersion } from './process-context.ts';

const context = processContext;
const klog = createKlog({ clock: context.clock, pid: process.pid, err: (text) => context.err(text) });
const surroundings: KubefedctlSurroundings = { context, klog, version: readOwnVersion() };
const args = process.argv.slice(2);

/** By name; a command is loaded when its name is among the arguments, and all of them when none is. */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  disable: async () => (await import('../cli/kubefedctl/enable.ts')).createDisable(surroundings),
  enable: async () => (await import('../cli/kubefedctl/enable.ts')).createEnable(surroundings),
  federate: async () => (await import('../cli/kubefedctl/federate.ts')).createFederate(surroundings),
  join: async () => (await import('../cli/kubefedctl/join.ts')).createJoin(surroundings),
  'orphaning-deletion': async () =>
    (await import('../cli/kubefedctl/orphaning-deletion.ts')).createOrphaning(surroundings),
  unjoin: async () => (await import('../cli/kubefedctl/join.ts')).createUnjoin(surroundings),
  version: async () => (await import('../cli/kubefedctl/version.ts')).createVersion(surroundings),
};

function loadCommands(): Promise<Command[]> {
  const named = Object.entries(loaders).filter(([name]) => args.includes(name));
  const wanted = named.length === 0 || args.includes('help') ? Object.entries(loaders) : named;
  return Promise.all(wanted.map(([, load]) => load()));
}

endWithReader();
try {
  const program = createKubefedctl(surroundings, await loadCommands());
  await program.parseAsync(withoutGoFlags(program, args), { from: 'user' });
} catch (error) {
  process.exitCode = reportFatal(error, klog, (text) => context.err(text));
}
