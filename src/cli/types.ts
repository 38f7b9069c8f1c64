import { Command } from 'commander';
import { federatedTypeConfigType, type FederatedTypeConfig } from '../api/federated-type-config.ts';
import { apiVersionOf } from '../api/meta.ts';
import { ageSince } from './age.ts';
import type { CliContext } from './context.ts';
import { formatExamples } from './examples.ts';
import { addHostOptions, type HostOptions } from './host-options.ts';
import { withHost } from './host.ts';
import { outputOption, printList, type Column, type OutputFormat } from './output.ts';

/** `hansa types`: which API types are federated. */
export function createTypesCommand(context: CliContext): Command {
  const command = new Command('types')
    .description('List the API types that are federated')
    .addOption(outputOption())
    .action((options: HostOptions & { output: OutputFormat }) =>
      withHost(context, options, async ({ client, namespace }) => {
        const { items } = await client.list<FederatedTypeConfig>(federatedTypeConfigType, { namespace });
        const empty = 'No type is federated yet: "hansa enable TYPE" enables one.\n';
        printList(context, options.output, {
          objects: items,
          rows: items,
          columns: columnsAt(context.clock.now()),
          empty,
        });
      }),
    );
  return addHostOptions(command).addHelpText('after', formatExamples(examples));
}

const examples = [['versions and scopes too', 'hansa types -o wide']] as const;

function columnsAt(now: number): readonly Column<FederatedTypeConfig>[] {
  return [
    { heading: 'TYPE', cell: ({ metadata }) => metadata.name },
    { heading: 'FEDERATED KIND', cell: ({ spec }) => spec.federatedType.kind },
    { heading: 'PROPAGATION', cell: ({ spec }) => spec.propagation },
    { heading: 'CONTROLLER', cell: controller },
    { heading: 'STATUS', wide: true, cell: ({ spec }) => spec.statusCollection ?? 'Disabled' },
    { heading: 'SCOPE', wide: true, cell: ({ spec }) => spec.targetType.scope },
    { heading: 'TARGET API', wide: true, cell: ({ spec }) => apiVersion(spec.targetType) },
    { heading: 'FEDERATED API', wide: true, cell: ({ spec }) => apiVersion(spec.federatedType) },
    { heading: 'AGE', cell: ({ metadata }) => ageSince(metadata.creationTimestamp, now) },
  ];
}

/** What the controller says of a generation it has not seen is about another configuration. */
function controller({ metadata, status }: FederatedTypeConfig): string {
  if (status === undefined || status.observedGeneration < (metadata.generation ?? 0)) return 'Waiting';
  return status.propagationController;
}

function apiVersion({ group = '', version }: FederatedTypeConfig['spec']['targetType']): string {
  return apiVersionOf({ group, version });
}
