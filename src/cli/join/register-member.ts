import { kubeFedClusterType, type KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { refOf } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { applyObject, find, outcomeOf, type ApplyOutcome } from '../apply-object.ts';
import { secrets } from '../built-in-types.ts';
import { CommandFailure } from '../failure.ts';
import { clusterObject, clusterPatch, tokenSecretObject, type Membership, type TokenPlace } from './host-objects.ts';
import type { TokenSecret } from './member-token.ts';

export interface SecretRules {
  /** Whether the user named the Secret. */
  readonly isNamed: boolean;
  readonly errorOnExisting: boolean;
  /** Whether one that holds the same token already is no error. */
  readonly isOwn: boolean;
}

/** Has the host hold the member's token; throws CommandFailure where that would overwrite what is not ours. */
export async function writeTokenSecret(
  client: KubeClient,
  place: TokenPlace,
  token: string,
  rules: SecretRules,
  dryRun: boolean,
): Promise<{ readonly name: string; readonly outcome: ApplyOutcome }> {
  const object = tokenSecretObject(place, token);
  if (place.name === undefined) {
    const { metadata } = await client.create(secrets, object, { dryRun });
    return { name: metadata.name, outcome: 'created' };
  }
  checkSecret(await find<TokenSecret>(client, secrets, refOf(object)), token, rules);
  const { outcome } = await applyObject(client, secrets, object, { dryRun });
  return { name: place.name, outcome };
}

function checkSecret(live: TokenSecret | undefined, token: string, rules: SecretRules): void {
  const { isNamed, errorOnExisting, isOwn } = rules;
  const isWanted = live?.data?.['token'] === token && (isOwn || !errorOnExisting);
  if (!live || isWanted) return;
  const next = 'choose another name with --secret-name';
  const { name } = live.metadata;
  if (isNamed && errorOnExisting) {
    throw new CommandFailure(`host cluster secret ${name} already exists`, {
      next: `${next}, or overwrite it with --error-on-existing=false`,
    });
  }
  const isToken = live.type === 'Opaque' && Object.keys(live.data ?? {}).every((key) => key === 'token');
  if (!isToken) throw new CommandFailure(`host cluster secret ${name} exists and is no token of a cluster`, { next });
}

/** Has the host know the member: creates its KubeFedCluster, or brings the one there is up to date. */
export async function writeCluster(
  client: KubeClient,
  membership: Membership,
  live: KubeFedCluster | undefined,
  dryRun: boolean,
): Promise<ApplyOutcome> {
  if (!live) {
    await client.create(kubeFedClusterType, clusterObject(membership), { dryRun });
    return 'created';
  }
  const after = await client.mergePatch(kubeFedClusterType, refOf(live), clusterPatch(membership), { dryRun });
  return outcomeOf(live, after);
}
