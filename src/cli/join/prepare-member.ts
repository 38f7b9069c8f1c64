import { isDeepStrictEqual } from 'node:util';
import { refOf, type KubeObject } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { applyObject, find, type ApplyOutcome } from '../apply-object.ts';
import { namespaces } from '../built-in-types.ts';
import { ensureNamespace } from '../ensure-namespace.ts';
import { memberObjects, type MemberPlan, type Wanted } from './member-objects.ts';

/** Has the member hold what the host needs to act in it; tells report about each object as soon as it is there. */
export async function prepareMember(
  client: KubeClient,
  plan: MemberPlan,
  dryRun: boolean,
  report: (wanted: Wanted, outcome: ApplyOutcome) => void,
): Promise<void> {
  for (const wanted of memberObjects(plan)) report(wanted, await prepareObject(client, wanted, dryRun));
}

async function prepareObject(client: KubeClient, { type, object }: Wanted, dryRun: boolean): Promise<ApplyOutcome> {
  if (type === namespaces) return ensureNamespace(client, object.metadata.name, dryRun);
  if ('roleRef' in object && (await removeOtherBinding(client, { type, object }, dryRun)) && dryRun)
    return 'configured';
  const { outcome } = await applyObject(client, type, object, { dryRun });
  return outcome;
}

/** A binding cannot be pointed at another role, so one that points elsewhere goes first; true when there was such a one. */
async function removeOtherBinding(client: KubeClient, { type, object }: Wanted, dryRun: boolean): Promise<boolean> {
  const live = await find<Binding>(client, type, refOf(object));
  if (!live || isDeepStrictEqual(live.roleRef, (object as Binding).roleRef)) return false;
  const { uid } = live.metadata;
  await client.delete(type, refOf(object), { dryRun, ...(uid === undefined ? {} : { uid }) });
  return true;
}

interface Binding extends KubeObject {
  readonly roleRef?: unknown;
}
