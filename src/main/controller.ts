import { Command, InvalidArgumentError, Option } from 'commander';
import type { CliContext } from '../cli/context.ts';
import { CommandFailure } from '../cli/failure.ts';
import { addHostOptions, type HostOptions } from '../cli/host-options.ts';
import { createLog, type Log, type LogLevel } from '../runtime/log.ts';
import { PrometheusMeter } from '../runtime/metrics/prometheus-meter.ts';
import { ListenError, PageServer, parseListenAddress, type ListenAddress, type Pages } from '../runtime/page-server.ts';
import { readConfigFile } from './controller/config-file.ts';
import { ControllerLife } from './controller/controller-life.ts';
import { healthPages, metricsPages } from './controller/controller-pages.ts';
import { findHost } from './controller/host-access.ts';

interface ControllerOptions extends HostOptions {
  readonly kubefedConfig?: string;
  /** `off` serves nothing. */
  readonly healthzAddr?: ListenAddress | 'off';
  readonly metricsAddr?: ListenAddress | 'off';
  readonly restConfigQps?: number;
  readonly restConfigBurst?: number;
  readonly logLevel?: LogLevel;
  readonly v?: number;
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];
const healthPort = 8080;
const metricsPort = 9090;
/** From this klog level on KubeFed, too, told of every failed operation. */
const debugVerbosity = 4;
/** Signals and connections keep a process alive; with every server down there are none, and yet it must wait for them. */
const aliveMs = 2 ** 30;

/** `hansa controller`: runs all controllers until SIGINT or SIGTERM; a second signal ends it at once. */
export function createControllerCommand(context: CliContext, version: string): Command {
  const command = new Command('controller')
    .description('Run the controllers of the federation until interrupted')
    .addOption(new Option('--kubefed-config <file>', 'read the KubeFedConfig from a file instead of from the host'))
    .addOption(addressOption('--healthz-addr', healthPort, '/healthz and /readyz'))
    .addOption(addressOption('--metrics-addr', metricsPort, '/metrics'))
    .addOption(
      new Option('--log-level <level>', 'how much to log, as JSON lines on standard error (default: info)').choices(
        levels,
      ),
    )
    .addOption(asKubeFed('-v, --v <level>', `the same as a number: from ${debugVerbosity} on debug, below it info`))
    .addOption(asKubeFed('--rest-config-qps <number>', ignored))
    .addOption(asKubeFed('--rest-config-burst <number>', ignored))
    .addHelpText('after', help)
    .action((options: ControllerOptions) => runController(context, command, options, version));
  return addHostOptions(command);
}

const ignored =
  'accepted and without effect: requests are bounded by cluster, and API servers that ask to wait are obeyed';

const help = `
Any number of them may run: one leads, the others stand by, and one of them
takes over when it ends. Without flags and $KUBECONFIG, in a pod, the host is
the pod's own cluster. Addresses are :port or host:port, 0 for none; by default
all addresses in a pod and 127.0.0.1 elsewhere.

Examples:
  hansa controller --host-cluster-context hub
  hansa controller --metrics-addr :9090 --log-level debug

Stopping it removes nothing anywhere; start it again and it goes on.
`;

function addressOption(flag: string, port: number, paths: string): Option {
  return new Option(`${flag} <address>`, `where to serve ${paths} (default: port ${port})`).argParser((text) => {
    if (text === '0') return 'off';
    const address = parseListenAddress(text);
    if (address) return address;
    throw new InvalidArgumentError('It has to be :port, host:port, or 0 for none.');
  });
}

function asKubeFed(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup("As KubeFed's:").argParser((text) => {
    if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
    throw new InvalidArgumentError('It has to be a number.');
  });
}

async function runController(
  context: CliContext,
  command: Command,
  options: ControllerOptions,
  version: string,
): Promise<void> {
  const log = createLog(levelOf(options));
  const host = findHost(context, options, command.getOptionValueSource('kubefedNamespace') !== 'default');
  const { kubefedConfig } = options;
  const settings = kubefedConfig === undefined ? undefined : readConfigFile(kubefedConfig, context.cwd);
  const interrupted = interruptions(log);
  log.info({ version, host: host.access.name, server: host.access.server, namespace: host.namespace }, 'starting');
  if (options.restConfigQps !== undefined || options.restConfigBurst !== undefined)
    log.info({}, `--rest-config-qps and --rest-config-burst are ${ignored}`);
  const meter = new PrometheusMeter();
  const alive = setInterval(() => undefined, aliveMs);
  const life = new ControllerLife({ host, settings, meter, log, interrupted });
  const servers: PageServer[] = [];
  try {
    const pages = [
      [options.healthzAddr, healthPort, healthPages(() => life.phase)],
      [options.metricsAddr, metricsPort, metricsPages(meter)],
    ] as const;
    for (const [address, port, its] of pages) servers.push(...(await serve(address, port, its, host.isInCluster, log)));
    await life.run();
  } finally {
    await Promise.all(servers.map((server) => server.close()));
    clearInterval(alive);
  }
}

function levelOf({ logLevel, v }: ControllerOptions): LogLevel {
  return logLevel ?? ((v ?? 0) >= debugVerbosity ? 'debug' : 'info');
}

/** Elsewhere than in a pod the default port may well be somebody else's, which is no reason not to run. */
async function serve(
  wanted: ListenAddress | 'off' | undefined,
  port: number,
  pages: Pages,
  isInPod: boolean,
  log: Log,
): Promise<PageServer[]> {
  if (wanted === 'off') return [];
  const address = wanted ?? (isInPod ? { port } : { host: '127.0.0.1', port });
  const paths = Object.keys(pages).join(' ');
  try {
    const server = await PageServer.open(address, pages);
    log.info({ host: address.host ?? '', port: server.port }, `serving ${paths}`);
    return [server];
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    if (wanted ?? isInPod) throw new CommandFailure(error.message, { next: 'choose another address', cause: error });
    log.warn({ error }, `not serving ${paths}; choose another address to have it`);
    return [];
  }
}

function interruptions(log: Log): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'stopping; nothing is removed anywhere');
      stop.abort();
    });
  }
  return stop.signal;
}
