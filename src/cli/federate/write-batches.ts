import { federatedResource, splitResources } from '../../api/federated-type-config.ts';
import { defaultPlace } from '../../api/federated-type.ts';
import { keyOf, refOf, type KubeObject, type ResourceType } from '../../api/meta.ts';
import type { FederatedFrom } from '../../plan/federate/federate-object.ts';
import { find } from '../apply-object.ts';
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
  /** The federated object, or one beside it. */
  readonly object: KubeObject;
  readonly outcome: 'created' | 'exists';
}

/** Told of each object as soon as it is dealt with; may throw to end it there. */
export type FederateReport = (batch: Batch, federated: FederatedOutcome) => void;

interface WriteOptions {
  readonly dryRun: boolean;
  readonly report: FederateReport;
}

/** Creates all federated objects, batch after batch, enabling the types that are not; what is there already stays as it is. */
export async function writeBatches(
  context: CliContext,
  host: Host,
  batches: readonly Batch[],
  options: WriteOptions,
): Promise<void> {
  for (const batch of batches) {
    if (batch.objects.length === 0) continue;
    if (!batch.isEnabled) await enable(context, host, batch, options.dryRun);
    for (const from of batch.objects) await writeObject(context, host, batch, from, options);
  }
}

/**
 * Whoever finds the federated object finds it placed, so what stands beside it comes first. Beside one that exists already
 * nothing is put: it may say the same itself.
 */
async function writeObject(
  context: CliContext,
  host: Host,
  batch: Batch,
  { object, split }: FederatedFrom,
  { dryRun, report }: WriteOptions,
): Promise<void> {
  const create = async (type: ResourceType, one: KubeObject) => {
    const outcome = await withProgress(context, `Creating ${type.kind} ${keyOf(refOf(one))}`, () =>
      createFederated(host.client, context.clock, { type, object: one }, dryRun),
    );
    report(batch, { type, object: one, outcome });
  };
  const type = federatedResource(batch.config);
  const types = splitResources(batch.config);
  const isAlone = !split.placement && !split.override;
  if (!isAlone && (await find(host.client, type, refOf(object))))
    return report(batch, { type, object, outcome: 'exists' });
  if (types.placement && split.placement) await create(types.placement, split.placement);
  if (types.override && split.override) await create(types.override, split.override);
  await create(type, object);
}

async function enable(context: CliContext, host: Host, { config }: Batch, dryRun: boolean): Promise<void> {
  const split = splitResources(config).placement !== undefined;
  const request = { type: config.metadata.name, targetVersion: undefined, ...defaultPlace };
  const plan = await planEnable(host, request, { split });
  await checkEnable(host, plan);
  await writePlan(context, host, plan, dryRun);
}
