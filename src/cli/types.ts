import { Command } from 'commander';
import {
  federatedResource,
  federatedTypeConfigType,
  targetResource,
  type FederatedTypeConfig,
} from '../api/federated-type-config.ts';
import { apiVersionOf } from '../api/meta.ts';
import { ageSince } from './age.ts';
import type { CliContext } from './context.ts';
import { countObjects } from './count-objects.ts';
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
        const rows = await Promise.all(
          items.map(async (config) => ({ config, objects: await countObjects(client, federatedResource(config)) })),
        );
        const empty = 'No type is federated yet: "hansa enable TYPE" enables one.\n';
        printList(context, options.output, {
          objects: items,
          rows,
          columns: columnsAt(context.clock.now()),
          empty,
        });
      }),
    );
  return addHostOptions(command).addHelpText('after', formatExamples(examples));
}

const examples = [['versions and scopes too', 'hansa types -o wide']] as const;

interface Row {
  readonly config: FederatedTypeConfig;
  readonly objects: number | undefined;
}

function columnsAt(now: number): readonly Column<Row>[] {
  return [
    { heading: 'TYPE', cell: ({ config }) => config.metadata.name },
    { heading: 'FEDERATED KIND', cell: ({ config }) => config.spec.federatedType.kind },
    { heading: 'PROPAGATION', cell: ({ config }) => config.spec.propagation },
    { heading: 'CONTROLLER', cell: ({ config }) => controller(config) },
    { heading: 'OBJECTS', cell: ({ objects }) => String(objects ?? '<none>') },
    { heading: 'STATUS', wide: true, cell: ({ config }) => config.spec.statusCollection ?? 'Disabled' },
    { heading: 'SPLIT', wide: true, cell: ({ config }) => split(config) },
    { heading: 'SCOPE', wide: true, cell: ({ config }) => config.spec.targetType.scope },
    { heading: 'TARGET API', wide: true, cell: ({ config }) => apiVersionOf(targetResource(config)) },
    { heading: 'FEDERATED API', wide: true, cell: ({ config }) => apiVersionOf(federatedResource(config)) },
    { heading: 'AGE', cell: ({ config }) => ageSince(config.metadata.creationTimestamp, now) },
  ];
}

/** What may stand in objects of its own. */
function split({ spec }: FederatedTypeConfig): string {
  const apart = [...(spec.placementType ? ['Placement'] : []), ...(spec.overrideType ? ['Override'] : [])];
  return apart.length === 0 ? '<none>' : apart.join(',');
}

/** What the controller says of a generation it has not seen is about another configuration. */
function controller({ metadata, status }: FederatedTypeConfig): string {
  if (status === undefined || status.observedGeneration < (metadata.generation ?? 0)) return 'Waiting';
  return status.propagationController;
}
