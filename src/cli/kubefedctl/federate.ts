import { Command } from 'commander';
import { keyOf, qualifiedPlural, refOf } from '../../api/meta.ts';
import { CommandFailure } from '../failure.ts';
import { runFederate, skipOption, type FederateOptions } from '../federate.ts';
import type { FederateReport } from '../federate/write-batches.ts';
import { addHostFlags, withoutEmpty } from './host-flags.ts';
import type { Klog } from './klog.ts';
import { checkOutput } from './output-flag.ts';
import { required } from './required.ts';
import { printing, type KubefedctlSurroundings } from './surroundings.ts';

/** `kubefedctl federate`. */
export function createFederate(surroundings: KubefedctlSurroundings): Command {
  const command = new Command('federate')
    .description('Create a federated resource from a resource')
    .argument('[TYPE-NAME]')
    .argument('[RESOURCE-NAME]')
    .option('-n, --namespace <namespace>', 'namespace of the resource (default: that of the context)')
    .option('-o, --output <format>', 'print what would be created instead: yaml')
    .option('-t, --enable-type', 'enable the type of the resource first, if it is not', false)
    .option('-c, --contents', 'of a namespace: federate what is in it as well', false)
    .option('-f, --filename <file>', 'convert the resources of a file; "-" is standard input')
    .addOption(skipOption())
    .action((type: string | undefined, name: string | undefined, given: FederateOptions, { args }: Command) => {
      const options = withoutEmpty(given);
      checkOutput(options.output);
      // Beside a file any argument is one too many; else only the first two count.
      const words =
        options.filename === undefined ? [required(type, 'TYPE-NAME'), required(name, 'RESOURCE-NAME')] : args;
      return runFederate(printing(surroundings), words, options, reportTo(surroundings.klog));
    });
  return addHostFlags(command);
}

function reportTo(klog: Klog): FederateReport {
  return ({ config }, { type, object, outcome }) => {
    const key = keyOf(refOf(object));
    if (outcome === 'exists') {
      const cause = `${qualifiedPlural(type)} "${object.metadata.name}" already exists`;
      throw new CommandFailure(`Error creating federated resource "${key}": ${cause}`);
    }
    klog.info(0, `Successfully created ${type.kind} "${key}" from ${config.spec.targetType.kind}`);
  };
}
