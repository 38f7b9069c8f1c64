import { isNamespaceType, targetNamespaced, type FederatedTypeConfig } from '../../api/federated-type-config.ts';
import type { NamespacePlacement } from '../../plan/placement/choose-clusters.ts';
import { namespacePlacementOf } from '../../plan/placement/namespace-placement.ts';
import { askOnce } from '../ask-once.ts';
import type { Host } from '../host.ts';
import { readNamespacePlacement } from '../status/read-objects.ts';
import type { Wish } from './read-wishes.ts';

/** What the namespace of an object of the type says of what is in it. */
export type NamespaceOf = (config: FederatedTypeConfig, namespace: string) => Promise<NamespacePlacement>;

/** Asks the host once for each namespace; a FederatedNamespace among the wishes counts as if it were applied first. */
export function planNamespaces(host: Host, wishes: readonly Wish[]): NamespaceOf {
  const read = askOnce((namespace: string, config: FederatedTypeConfig) => {
    const own = wishes.find((wish) => isNamespaceType(wish.config) && wish.ref.name === namespace);
    if (own) return Promise.resolve(namespacePlacementOf(own.wanted, own.split));
    return readNamespacePlacement(host, config, namespace);
  });
  return (config, namespace) =>
    isNamespaceType(config) || !targetNamespaced(config)
      ? Promise.resolve({ kind: 'not-needed' })
      : read(namespace, config);
}
