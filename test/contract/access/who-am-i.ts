import type { KubeClient } from '../../../src/kube/client.ts';

/** Whom the API server takes a client for. */
export interface Identity {
  readonly username: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Asks the server, by a SelfSubjectReview. */
export async function whoAmI(client: KubeClient): Promise<Identity> {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const { body } = await client.request('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
    body: JSON.stringify(review),
    contentType: 'application/json',
  });
  return (JSON.parse(body.toString()) as { status: { userInfo: Identity } }).status.userInfo;
}
