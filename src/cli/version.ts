import { Command } from 'commander';
import { kubeFedConfigType, type KubeFedConfig } from '../api/kubefed-config.ts';
import { configName } from '../api/names.ts';
import { find } from './apply-object.ts';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { warningOf } from './failure.ts';
import { addHostOptions, type HostOptions } from './host-options.ts';
import { withHost, type Host } from './host.ts';
import { formatDocument, outputOption, type OutputFormat } from './output.ts';
import { withProgress } from './progress.ts';
import { serverVersion } from './server-version.ts';

/** What is known of the versions in use. */
interface Versions {
  readonly client: { readonly version: string; readonly node: string; readonly platform: string };
  /** Absent when the host does not answer. */
  readonly host?: {
    readonly context: string;
    readonly server: string;
    readonly kubernetesVersion: string;
    /** Absent when the host keeps no federation. */
    readonly federation?: { readonly namespace: string; readonly scope: string };
  };
}

/** `hansa version`: this program and the host. */
export function createVersionCommand(context: CliContext, version: string): Command {
  const command = new Command('version')
    .description('Print the versions of this program and of the host')
    .option('--client', 'of this program only; the host is not asked', false)
    .addOption(outputOption())
    .action(async (options: HostOptions & { client: boolean; output: OutputFormat }) => {
      const client = { version, node: process.version, platform: `${process.platform}/${process.arch}` };
      const host = options.client ? undefined : await readHost(context, options);
      print(context, options.output, host ? { client, host } : { client });
    });
  return addHostOptions(command).addHelpText('after', formatExamples(examples));
}

const examples = [
  ['for a bug report', 'hansa version -o yaml'],
  ['the host need not be reachable', 'hansa version --client'],
] as const;

/** A host that cannot be asked costs a warning: the rest is still worth knowing. */
async function readHost(context: CliContext, options: HostOptions): Promise<Versions['host']> {
  try {
    return await withHost(context, options, (host) =>
      withProgress(context, `Connecting to ${host.client.name}`, () => askHost(host)),
    );
  } catch (error) {
    context.err(warningOf(error));
    return undefined;
  }
}

async function askHost({ client, access, context, namespace }: Host): Promise<Versions['host']> {
  const [kubernetesVersion, config] = await Promise.all([
    serverVersion(client),
    find<KubeFedConfig>(client, kubeFedConfigType, { namespace, name: configName }),
  ]);
  const federation = config && { federation: { namespace, scope: config.spec.scope } };
  return { context, server: access.server, kubernetesVersion, ...federation };
}

function print(context: CliContext, format: OutputFormat, versions: Versions): void {
  if (format === 'json' || format === 'yaml') return context.out(formatDocument(format, versions));
  const { client, host } = versions;
  context.out(`hansa       ${client.version} (Node ${client.node}, ${client.platform})\n`);
  if (!host) return;
  context.out(`host        ${host.context}: Kubernetes ${host.kubernetesVersion} at ${host.server}\n`);
  const { federation } = host;
  context.out(
    federation
      ? `federation  namespace ${federation.namespace}, scope ${federation.scope}\n`
      : 'federation  none: "hansa init" makes one\n',
  );
}
