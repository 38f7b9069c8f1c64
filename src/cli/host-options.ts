import { Option, type Command } from 'commander';
import { systemNamespaceDefault } from '../api/names.ts';

/** Which cluster hosts the federation, as the flags of every command say it. */
export interface HostOptions {
  readonly kubeconfig?: string;
  readonly hostClusterContext?: string;
  readonly kubefedNamespace: string;
}

/** Adds the flags that every command that speaks to the host has. */
export function addHostOptions(command: Command): Command {
  return command
    .addOption(hostOption('--kubeconfig <file>', 'kubeconfig to use instead of $KUBECONFIG or ~/.kube/config'))
    .addOption(
      hostOption('--host-cluster-context <context>', 'kubeconfig context of the host (default: the current one)'),
    )
    .addOption(
      hostOption('--kubefed-namespace <namespace>', 'namespace on the host that the federation is kept in').default(
        systemNamespaceDefault,
      ),
    );
}

/** The flag every command that writes has. */
export function dryRunOption(): Option {
  return new Option('--dry-run', 'say what would be done, and do nothing').default(false, 'off');
}

function hostOption(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup('Host options:');
}
