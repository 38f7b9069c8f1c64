import { Command, Option } from 'commander';
import { runJoin, type JoinOptions } from '../join.ts';
import { runUnjoin, type UnjoinOptions } from '../unjoin.ts';
import { addHostFlags, withoutEmpty } from './host-flags.ts';
import { required } from './required.ts';
import { silent, type KubefedctlSurroundings } from './surroundings.ts';

/** `kubefedctl join`. */
export function createJoin(surroundings: KubefedctlSurroundings): Command {
  const command = addClusterFlags(new Command('join').description('Register a cluster with the federation'))
    .option('--secret-name <name>', 'Secret on the host to keep the token in (default: a new one of a made-up name)')
    .option('--error-on-existing', 'fail where what is to be made exists; if false, bring it up to date', true)
    .addOption(new Option('--no-error-on-existing').hideHelp())
    .action((cluster: string | undefined, options: JoinOptions) =>
      runJoin(silent(surroundings), required(cluster, 'NAME'), withoutEmpty(options), 'kubefedctl'),
    );
  return addHostFlags(command);
}

/** `kubefedctl unjoin`. */
export function createUnjoin(surroundings: KubefedctlSurroundings): Command {
  const command = addClusterFlags(new Command('unjoin').description('Remove a cluster from the federation'))
    .option('--force', 'remove it on the host even if cleaning up in the cluster fails', false)
    .action((cluster: string | undefined, options: UnjoinOptions) =>
      runUnjoin(silent(surroundings), required(cluster, 'NAME'), withoutEmpty(options)),
    );
  return addHostFlags(command);
}

function addClusterFlags(command: Command): Command {
  return command
    .argument('[CLUSTER_NAME]')
    .option('--cluster-context <context>', 'kubeconfig context of the cluster (default: its name)')
    .option('--host-cluster-name <name>', 'name of the host in names of objects in the cluster (default: its context)');
}
