import { isJsonObject } from '../base/json.ts';
import type { KubeClient } from '../kube/client.ts';
import { CommandFailure } from './failure.ts';

/** What the API server says it is, such as `v1.37.2`; throws CommandFailure when it does not answer as one. */
export async function serverVersion(client: KubeClient): Promise<string> {
  const { body } = await client.request('GET', '/version');
  const version = gitVersion(body.toString('utf8'));
  if (version !== undefined) return version;
  throw new CommandFailure(`${client.name}: what answers there is not a Kubernetes API server`, {
    next: 'check the server address in the kubeconfig',
  });
}

function gitVersion(text: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return isJsonObject(answer) && typeof answer['gitVersion'] === 'string' ? answer['gitVersion'] : undefined;
  } catch {
    return undefined;
  }
}
