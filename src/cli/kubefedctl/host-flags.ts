import { Option, type Command } from 'commander';
import { systemNamespaceDefault } from '../../api/names.ts';

/** Adds the flags that every command of kubefedctl that speaks to the host takes; hidden are those it does not tell of. */
export function addHostFlags(command: Command, hidden: readonly string[] = []): Command {
  const options = [
    new Option('--kubeconfig <file>', 'kubeconfig file to use'),
    new Option('--host-cluster-context <context>', 'context of the host cluster (default: the current one)'),
    new Option('--kubefed-namespace <namespace>', 'namespace on the host that the federation is kept in').default(
      systemNamespaceDefault,
    ),
    new Option('--dry-run', 'change nothing anywhere').default(false),
  ];
  for (const option of options) command.addOption(option.hideHelp(hidden.includes(option.attributeName())));
  return command;
}

/** Empty means unset, as for every flag of a Go program: `--kubeconfig=""`. */
export function withoutEmpty<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== '')) as T;
}
