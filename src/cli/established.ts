import { customResourceDefinitionType, type CustomResourceDefinition } from '../api/crd.ts';
import type { KubeObject } from '../api/meta.ts';
import type { KubeClient } from '../kube/client.ts';
import type { CliContext } from './context.ts';
import { CommandFailure } from './failure.ts';
import { withProgress } from './progress.ts';
import { waitFor } from './wait-for.ts';

const patienceMs = 30_000;

interface LiveCrd extends KubeObject {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

/** Resolves when the server serves the types of all the CRDs; throws CommandFailure when one has a name that is taken. */
export async function awaitEstablished(
  context: CliContext,
  client: KubeClient,
  crds: readonly CustomResourceDefinition[],
): Promise<void> {
  const names = crds.map(({ metadata }) => metadata.name);
  await withProgress(context, `Waiting for ${client.name} to serve the types`, () =>
    Promise.all(names.map((name) => awaitOne(context, client, name))),
  );
}

async function awaitOne({ clock }: CliContext, client: KubeClient, name: string): Promise<void> {
  const crd = await waitFor<LiveCrd>(client, clock, {
    type: customResourceDefinitionType,
    ref: { namespace: '', name },
    holds: (crd) => conditionOf(crd, 'Established') === 'True' || conditionOf(crd, 'NamesAccepted') === 'False',
    timeoutMs: patienceMs,
  });
  const live = crd === 'overdue' ? undefined : crd;
  if (conditionOf(live, 'Established') === 'True') return;
  const fault = live?.status?.conditions?.find(({ type }) => type === 'NamesAccepted')?.message;
  throw new CommandFailure(
    `${client.name}: the type of CustomResourceDefinition "${name}" is not served${fault ? `: ${fault}` : ' after 30 s'}`,
    {
      next: `"kubectl describe crd ${name}" says more; remove what has its name, then run the command again`,
    },
  );
}

function conditionOf(crd: LiveCrd | undefined, type: string): string | undefined {
  return crd?.status?.conditions?.find((condition) => condition.type === type)?.status;
}
