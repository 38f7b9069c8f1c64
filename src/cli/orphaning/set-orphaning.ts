import { keyOf, qualifiedPlural, refOf, type KubeObject, type ObjectRef, type ResourceType } from '../../api/meta.ts';
import { orphanAnnotation } from '../../api/names.ts';
import type { KubeClient } from '../../kube/client.ts';
import { find } from '../apply-object.ts';
import { CommandFailure } from '../failure.ts';

/** The federated object; throws CommandFailure when there is none. */
export async function readFederated(client: KubeClient, type: ResourceType, ref: ObjectRef): Promise<KubeObject> {
  const live = await find(client, type, ref);
  if (live) return live;
  throw new CommandFailure(`${client.name}: there is no ${type.kind} "${keyOf(ref)}"`, {
    next: '"hansa status TYPE -A" lists those there are',
    kubefed: `Failed to retrieve resource: "${keyOf(ref)}": ${qualifiedPlural(type)} "${ref.name}" not found`,
  });
}

/** Whether what the object has in the clusters stays when it is deleted. */
export function isOrphaning({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[orphanAnnotation] === 'true';
}

/** Has what the object has in the clusters stay, or not, when it is deleted; resolves with whether that is new. */
export async function setOrphaning(
  client: KubeClient,
  type: ResourceType,
  live: KubeObject,
  wanted: boolean,
  dryRun: boolean,
): Promise<boolean> {
  if (isOrphaning(live) === wanted) return false;
  const annotations = { [orphanAnnotation]: wanted ? 'true' : null };
  await client.mergePatch(type, refOf(live), { metadata: { annotations } }, { dryRun });
  return true;
}
