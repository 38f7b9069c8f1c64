import type { FederatedObject } from '../../api/federated-object.ts';
import { federatedResource, type FederatedTypeConfig } from '../../api/federated-type-config.ts';
import { keyOf, refOf } from '../../api/meta.ts';
import { formatDuration } from '../../base/duration.ts';
import { CommandFailure } from '../failure.ts';
import type { CliContext } from '../context.ts';
import type { Host } from '../host.ts';
import { withProgress } from '../progress.ts';
import { waitFor } from '../wait-for.ts';
import { isPropagated, reportObject } from './object-report.ts';
import { readSplitForms } from './read-split.ts';

/** What can be waited for: as wanted everywhere, or well on top of that. */
export const awaitedStates = ['propagated', 'healthy'] as const;
export type AwaitedState = (typeof awaitedStates)[number];

export interface AwaitedObject {
  readonly config: FederatedTypeConfig;
  readonly object: FederatedObject;
  readonly state: AwaitedState;
  readonly timeoutMs: number;
}

/** Resolves when the newest generation of an object is so in every cluster; throws CommandFailure when it is not in time. */
export async function awaitState(context: CliContext, host: Host, awaited: AwaitedObject): Promise<void> {
  const { config, object, state, timeoutMs } = awaited;
  const ref = refOf(object);
  const type = federatedResource(config);
  const split = await readSplitForms(host.client, config, ref);
  const what = `${type.kind} ${keyOf(ref)}`;
  let last: FederatedObject | undefined = object;
  const holds = (now: FederatedObject | undefined) => {
    last = now;
    if (!now) return true;
    const report = reportObject('', now, split);
    return isPropagated(report) && (state === 'propagated' || report.health === 'Healthy');
  };
  const found = await withProgress(context, `Waiting for ${what} to be ${state}`, () =>
    waitFor<FederatedObject>(host.client, context.clock, { type, ref, holds, timeoutMs }),
  );
  if (found === undefined) throw new CommandFailure(`${host.client.name}: ${what} has been deleted`);
  if (found === 'overdue') throw overdue(host, what, { ...awaited, object: last });
}

function overdue({ client }: Host, what: string, { config, object, state, timeoutMs }: AwaitedObject): CommandFailure {
  const report = reportObject('', object);
  const { summary, conditions } = object.status ?? {};
  const propagation = conditions?.find(({ type }) => type === 'Propagation')?.message;
  const why = [report.state, report.health, propagation ?? summary?.message].filter((part) => part);
  const place = object.metadata.namespace === undefined ? '' : ` -n ${object.metadata.namespace}`;
  return new CommandFailure(
    `${client.name}: ${what} is not ${state} after ${formatDuration(timeoutMs)}: ${why.join(', ')}`,
    { next: `"hansa status ${config.metadata.name} ${object.metadata.name}${place} -o wide" says more` },
  );
}
