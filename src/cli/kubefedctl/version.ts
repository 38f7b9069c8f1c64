import { Command } from 'commander';
import type { KubefedctlSurroundings } from './surroundings.ts';

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/** `kubefedctl version`, in the format of a Go program; what stands for Go is Node, which runs the program. */
export function createVersion({ context, version }: KubefedctlSurroundings): Command {
  return new Command('version').description('Print the version').action(() => {
    const { arch, platform } = process;
    const info = {
      Version: `v${version}`,
      GitCommit: 'unknown',
      GitTreeState: 'unknown',
      BuildDate: 'unknown',
      GoVersion: process.version,
      Compiler: 'node',
      Platform: `${platform}/${architectures[arch] ?? arch}`,
    };
    const fields = Object.entries(info).map(([name, value]) => `${name}:"${value}"`);
    context.out(`kubefedctl version: version.Info{${fields.join(', ')}}\n`);
  });
}
