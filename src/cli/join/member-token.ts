import type { KubeObject, ObjectRef } from '../../api/meta.ts';
import type { ClusterAccess } from '../../kube/access.ts';
import { createStaticCredential } from '../../kube/auth/static-credential.ts';
import { createKubeClient } from '../../kube/create-client.ts';
import { ConnectionError } from '../../kube/errors.ts';
import { secrets } from '../built-in-types.ts';
import type { CliContext } from '../context.ts';
import { CommandFailure, failureOf } from '../failure.ts';
import type { OpenCluster } from '../host.ts';
import { withProgress } from '../progress.ts';
import { serverVersion } from '../server-version.ts';
import { waitFor } from '../wait-for.ts';

const tokenPatienceMs = 30_000;
const checkPatienceMs = 10_000;

/** What a member's token Secret holds. */
export interface MemberToken {
  /** Base64, as in the Secret. */
  readonly token: string;
  /** PEM; absent when the member publishes none. */
  readonly ca: string | undefined;
}

export interface TokenSecret extends KubeObject {
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** The token once the member has issued it; throws CommandFailure when nothing there does within 30 s. */
export async function awaitToken(context: CliContext, member: OpenCluster, ref: ObjectRef): Promise<MemberToken> {
  const { name } = member.client;
  const secret = await withProgress(context, `Waiting for ${name} to issue a token`, () =>
    waitFor<TokenSecret>(member.client, context.clock, {
      type: secrets,
      ref,
      holds: (secret) => Boolean(secret?.data?.['token']),
      timeoutMs: tokenPatienceMs,
    }),
  );
  if (secret !== undefined && secret !== 'overdue') return tokenOf(secret);
  const path = `${ref.namespace}/${ref.name}`;
  throw new CommandFailure(
    `${name}: no token appeared in Secret ${path} within 30 s: kube-controller-manager, which issues tokens, does not seem to run there`,
    { next: `start kube-controller-manager (its serviceaccount-token controller) in ${name}` },
  );
}

/** What the Secret holds; an empty token when it has not been issued. */
export function tokenOf({ data = {} }: TokenSecret): MemberToken {
  const ca = data['ca.crt'];
  return { token: data['token'] ?? '', ca: ca ? Buffer.from(ca, 'base64').toString('utf8') : undefined };
}

/**
 * The authority (PEM, or undefined for those the machine trusts) by which the token opens the member, tried with a real
 * request: the one of the kubeconfig if it has one, else the one the member publishes, else none.
 */
export async function chooseAuthority(
  context: CliContext,
  access: ClusterAccess,
  { token, ca }: MemberToken,
): Promise<string | undefined> {
  const isUnchecked = access.tls.unchecked?.includes('everything') ?? false;
  const candidates = access.tls.ca === undefined && !isUnchecked ? [ca, undefined] : [access.tls.ca ?? ca];
  const authorization = `Bearer ${Buffer.from(token, 'base64').toString('utf8')}`;
  for (const [index, candidate] of candidates.entries()) {
    try {
      await tryToken(context, access, authorization, candidate);
      return candidate;
    } catch (error) {
      if (error instanceof ConnectionError && index < candidates.length - 1) continue;
      throw failureOf(
        `the token ${access.name} has issued does not open it at ${access.server}`,
        error,
        'the server of the kubeconfig may be a proxy that knows its own users only, or need a tls-server-name: give a context that leads to the API server itself',
      );
    }
  }
  return undefined;
}

async function tryToken(
  { clock }: CliContext,
  { name, server, tls, proxyUrl }: ClusterAccess,
  authorization: string,
  ca: string | undefined,
): Promise<void> {
  // The host knows no tls-server-name, so that is left out here too.
  const { unchecked } = tls;
  const client = createKubeClient(
    {
      name,
      server,
      tls: { ...(ca === undefined ? {} : { ca }), ...(unchecked ? { unchecked } : {}) },
      credential: createStaticCredential({ authorization }),
      ...(proxyUrl === undefined ? {} : { proxyUrl }),
    },
    { clock, timeoutMs: checkPatienceMs },
  );
  try {
    await serverVersion(client);
  } finally {
    await client.close();
  }
}
