import type { FederatedObject } from '../../api/federated-object.ts';
import type { FederatedTypeConfig } from '../../api/federated-type-config.ts';
import { refOf } from '../../api/meta.ts';
import type { Host } from '../host.ts';
import { readNamespacePlacement } from '../status/read-objects.ts';
import { readSplitForms } from '../status/read-split.ts';
import { decideObject, type ExplainedDecision } from './decide-object.ts';
import { readFederationFacts } from './federation-facts.ts';
import { readPreferences } from './read-preferences.ts';

/** Decides about a federated object as the controllers would, from what the host says now. */
export async function readDecision(
  host: Host,
  config: FederatedTypeConfig,
  federated: FederatedObject,
): Promise<ExplainedDecision> {
  const [facts, split, namespacePlacement, preferences] = await Promise.all([
    readFederationFacts(host),
    readSplitForms(host.client, config, refOf(federated)),
    readNamespacePlacement(host, config, refOf(federated).namespace),
    readPreferences(host, refOf(federated).namespace),
  ]);
  return decideObject(facts, { config, federated, split, namespacePlacement, preferences });
}
