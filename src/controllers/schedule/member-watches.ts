import type { KubeClient } from '../../kube/client.ts';
import type { ClusterRegistry } from '../../runtime/cluster-registry.ts';
import type { Member } from '../../runtime/member.ts';

/** What is followed in one member. */
export interface MemberWatch {
  /** Tries again now what waits to be tried again. */
  hurry(): void;
  /** Ends it for good. */
  stop(): void;
}

/** Follows something in every member from the time it is ready first until it leaves, as long as somebody wants to know. */
export class MemberWatches<T extends MemberWatch> {
  readonly #registry: ClusterRegistry;
  readonly #open: (cluster: string, client: KubeClient) => T;
  readonly #watches = new Map<string, T>();
  #unsubscribe: (() => void) | undefined;

  constructor(registry: ClusterRegistry, open: (cluster: string, client: KubeClient) => T) {
    this.#registry = registry;
    this.#open = open;
  }

  /** Whether somebody wants to know, from now on; when nobody does, all is ended and forgotten. */
  want(isWanted: boolean): void {
    if (isWanted === (this.#unsubscribe !== undefined)) return;
    if (!isWanted) return this.#end();
    this.#unsubscribe = this.#registry.subscribe({
      joined: (member) => this.#follow(member),
      changed: (member, { ready }) => !ready && this.#follow(member),
      left: ({ name }) => this.#forget(name),
    });
    for (const member of this.#registry.members.values()) this.#follow(member);
  }

  of(cluster: string): T | undefined {
    return this.#watches.get(cluster);
  }

  #follow({ name, client, isReady }: Member): void {
    if (!isReady || !client) return;
    const watch = this.#watches.get(name);
    if (watch) watch.hurry();
    else this.#watches.set(name, this.#open(name, client));
  }

  #forget(cluster: string): void {
    this.#watches.get(cluster)?.stop();
    this.#watches.delete(cluster);
  }

  #end(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    for (const cluster of this.#watches.keys()) this.#forget(cluster);
  }
}
