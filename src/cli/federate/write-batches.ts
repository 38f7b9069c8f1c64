import { federatedResource } from '../../api/federated-type-config.ts';
import { defaultPlace } from '../../api/federated-type.ts';
import { keyOf, refOf, type ResourceType } from '../../api/meta.ts';
import type { FederatedFrom } from '../../plan/federate/federate-object.ts';
import type { CliContext } from '../context.ts';
import { checkEnable, planEnable } from '../enable/plan-enable.ts';
import { writePlan } from '../enable/write-plan.ts';
import type { Host } from '../host.ts';
import { withProgress } from '../progress.ts';
import type { Batch } from './collect-batches.ts';
import { createFederated } from './create-federated.ts';

/** What became of one object; one of its name that exists already stays as it is. */
export interface FederatedOutcome {
  readonly type: ResourceType;
  readonly from: FederatedFrom;
  readonly outcome: 'created' | 'exists';
}

/** Told of each object as soon as it is dealt with; may throw to end it there. */
export type FederateReport = (batch: Batch, federated: FederatedOutcome) => void;

/** Creates all federated objects, batch after batch, enabling the types that are not; what is there already stays as it is. */
export async function writeBatches(
  context: CliContext,
  host: Host,
  batches: readonly Batch[],
  { dryRun, report }: { readonly dryRun: boolean; readonly report: FederateReport },
): Promise<void> {
  for (const batch of batches) {
    if (batch.objects.length === 0) continue;
    if (!batch.isEnabled) await enable(context, host, batch, dryRun);
    const type = federatedResource(batch.config);
    for (const from of batch.objects) {
      const { object } = from;
      const outcome = await withProgress(context, `Creating ${type.kind} ${keyOf(refOf(object))}`, () =>
        createFederated(host.client, context.clock, { type, object }, dryRun),
      );
      report(batch, { type, from, outcome });
    }
  }
}

async function enable(context: CliContext, host: Host, { config }: Batch, dryRun: boolean): Promise<void> {
  const plan = await planEnable(host, { type: config.metadata.name, targetVersion: undefined, ...defaultPlace });
  await checkEnable(host, plan);
  await writePlan(context, host, plan, dryRun);
}
