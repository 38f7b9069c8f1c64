import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/message-of.ts';
import { kubeFedClusterType, parseKubeFedCluster, type KubeFedCluster } from '../api/kubefed-cluster.ts';
import { scoresOf } from '../api/cluster-scores.ts';
import { keyOf, type KubeObject, type ResourceType } from '../api/meta.ts';
import { createRotatingToken, type MutableCredential } from '../kube/auth/rotating-token.ts';
import { Informer } from '../kube/cache/informer.ts';
import type { KubeClient } from '../kube/client.ts';
import { createKubeClient } from '../kube/create-client.ts';
import type { ClusterAccess } from '../kube/access.ts';
import { memberAccess } from '../kube/member-access.ts';
import { Lane } from './lane.ts';
import type { Log } from './log.ts';
import type { Meter } from './meter.ts';
import { Member } from './member.ts';

const secretType: ResourceType = { group: '', version: 'v1', plural: 'secrets', kind: 'Secret', namespaced: true };

interface TokenSecret extends KubeObject {
  readonly token?: string;
}

/** What is different of a cluster from what it was. */
export interface ClusterChange {
  /** Whether it was ready before. */
  readonly ready: boolean;
  readonly relabelled: boolean;
  readonly retainted: boolean;
  /** Whether values that others have found for it changed. */
  readonly rescored: boolean;
}

/** Told of clusters that come, change and go. A cluster that is to be reached in another way goes and comes again. */
export interface MembershipListener {
  readonly joined: (member: Member) => void;
  readonly changed: (member: Member, change: ClusterChange) => void;
  readonly left: (member: Member) => void;
}

export interface ClusterRegistryOptions {
  readonly host: KubeClient;
  readonly namespace: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** How many operations run in one cluster at once. */
  readonly concurrency: () => number;
  readonly meter: Meter;
  /** Makes the client of a member; faults are injected here. */
  readonly createClient?: (access: ClusterAccess) => KubeClient;
}

/** The joined clusters as KubeFedClusters and their Secrets describe them, kept true by watches on both. */
export class ClusterRegistry {
  readonly #options: ClusterRegistryOptions;
  readonly #clusters: Informer<KubeObject>;
  readonly #secrets: Informer<TokenSecret>;
  readonly #members = new Map<string, Member>();
  readonly #credentials = new Map<string, MutableCredential>();
  readonly #listeners = new Set<MembershipListener>();
  readonly #ready = Promise.withResolvers<void>();

  constructor(options: ClusterRegistryOptions) {
    this.#options = options;
    const { host, namespace, clock, random, log } = options;
    const common = { client: host, clock, random, namespace, synced: () => this.#synced() };
    this.#clusters = new Informer<KubeObject>({
      ...common,
      type: kubeFedClusterType,
      changed: (_key, current, previous) => this.#clusterChanged(current ?? previous, current === undefined),
      failed: (error) => log.warn({ error }, 'cannot read KubeFedClusters on the host; going on with those known'),
    });
    this.#secrets = new Informer<TokenSecret>({
      ...common,
      type: secretType,
      transform: tokenOnly,
      changed: (_key, current) => current && this.#secretChanged(current),
      failed: (error) => log.warn({ error }, 'cannot read Secrets on the host; going on with the credentials known'),
    });
  }

  /** Resolves when the clusters joined at present are known. */
  start(): Promise<void> {
    this.#secrets.start();
    this.#clusters.start();
    return this.#ready.promise;
  }

  get isSynced(): boolean {
    return this.#clusters.isSynced && this.#secrets.isSynced;
  }

  /** By name. */
  get members(): ReadonlyMap<string, Member> {
    return this.#members;
  }

  /** Tells listener of every change from now on; the result ends that. */
  subscribe(listener: MembershipListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#clusters.stop();
    this.#secrets.stop();
    await Promise.all([...this.#members.values()].map((member) => member.close()));
    this.#members.clear();
  }

  #synced(): void {
    if (!this.isSynced) return;
    // Clusters that came before their Secrets were read are made again, now that both are there.
    for (const object of this.#clusters.store.values()) this.#clusterChanged(object, false);
    this.#ready.resolve();
  }

  #clusterChanged(object: KubeObject | undefined, gone: boolean): void {
    if (!object || !this.isSynced) return;
    const name = object.metadata.name;
    const member = this.#members.get(name);
    if (gone) return member && this.#remove(member);
    const parsed = parseKubeFedCluster(object);
    if (!parsed.ok) {
      this.#options.log.warn(
        { cluster: name, reasons: parsed.reasons },
        'this KubeFedCluster cannot be used; correct it',
      );
      return;
    }
    if (!member) return this.#add(parsed.value);
    if (!isDeepStrictEqual(connectionOf(member.cluster), connectionOf(parsed.value))) {
      this.#remove(member);
      return this.#add(parsed.value);
    }
    this.#update(member, parsed.value);
  }

  #update(member: Member, cluster: KubeFedCluster): void {
    const ready = member.isReady;
    const { cluster: before } = member;
    const relabelled = !isDeepStrictEqual(before.metadata.labels ?? {}, cluster.metadata.labels ?? {});
    const retainted = !isDeepStrictEqual(before.spec.taints ?? [], cluster.spec.taints ?? []);
    const rescored = !isDeepStrictEqual(scoresOf(before), scoresOf(cluster));
    member.update(cluster);
    if (ready === member.isReady && !relabelled && !retainted && !rescored) return;
    if (ready !== member.isReady) this.#logReadiness(member);
    if (!ready && member.isReady) member.hurryCaches();
    for (const listener of this.#listeners) listener.changed(member, { ready, relabelled, retainted, rescored });
  }

  #logReadiness({ name, isReady, cluster }: Member): void {
    const { log } = this.#options;
    const why = cluster.status?.conditions[0]?.message;
    if (isReady) log.info({ cluster: name }, 'cluster is ready');
    else log.warn({ cluster: name, why }, 'cluster is not ready; it is left as it is until it is');
  }

  #add(cluster: KubeFedCluster): void {
    const { clock, random, log, concurrency, meter } = this.#options;
    const name = cluster.metadata.name;
    const lane = new Lane({
      clock,
      random,
      concurrency,
      meter: meter.lane(name),
      failed: (type, key, error) =>
        log.error({ cluster: name, type, key, error }, 'unexpected failure; will be tried again'),
    });
    const { client, fault } = this.#connect(cluster);
    const member = new Member({ cluster, client, fault, lane, clock, random });
    this.#members.set(name, member);
    log.info({ cluster: name, server: cluster.spec.apiEndpoint, ready: member.isReady }, 'cluster joined');
    for (const listener of this.#listeners) listener.joined(member);
  }

  #connect(cluster: KubeFedCluster): { client: KubeClient | undefined; fault: string | undefined } {
    const secretName = cluster.spec.secretRef.name;
    const secret = this.#secrets.store.get(keyOf({ namespace: this.#options.namespace, name: secretName }));
    if (secret?.token === undefined) {
      const what = secret ? 'has no key "token"' : 'does not exist';
      return { client: undefined, fault: `Secret "${secretName}" ${what}: join the cluster again` };
    }
    try {
      const credential = createRotatingToken(secret.token);
      const access = memberAccess(cluster, credential);
      const client = (this.#options.createClient ?? defaultClient(this.#options.clock))(access);
      this.#credentials.set(cluster.metadata.name, credential);
      return { client, fault: undefined };
    } catch (error) {
      return { client: undefined, fault: messageOf(error) };
    }
  }

  #remove(member: Member): void {
    this.#members.delete(member.name);
    this.#credentials.delete(member.name);
    this.#options.log.info({ cluster: member.name }, 'cluster left');
    for (const listener of this.#listeners) listener.left(member);
    void member.close();
  }

  #secretChanged(secret: TokenSecret): void {
    if (!this.isSynced) return;
    // A copy, since a member that is made anew joins the end of the map.
    for (const member of Array.from(this.#members.values())) {
      if (member.cluster.spec.secretRef.name !== secret.metadata.name) continue;
      if (member.client === undefined) {
        this.#remove(member);
        this.#add(member.cluster);
      } else if (secret.token !== undefined) {
        this.#takeToken(member, secret.token);
      }
    }
  }

  #takeToken(member: Member, token: string): void {
    try {
      this.#credentials.get(member.name)?.set(token);
    } catch (error) {
      this.#options.log.warn({ cluster: member.name, error }, 'the new token cannot be used; going on with the last');
      return;
    }
    member.hurryCaches();
    member.lane.hurry();
  }

  /** Tries again at once, in all clusters, what waits to be tried again. */
  hurry(): void {
    for (const member of this.#members.values()) member.lane.hurry();
  }
}

/** How it is reached: where that changes, it is another cluster. */
function connectionOf({ spec }: KubeFedCluster): object {
  const { taints: _, ...connection } = spec;
  return connection;
}

function defaultClient(clock: Clock): (access: ClusterAccess) => KubeClient {
  return (access) => createKubeClient(access, { clock });
}

function tokenOnly(object: KubeObject): TokenSecret {
  const { name, namespace = '', resourceVersion = '' } = object.metadata;
  const encoded = (object as { data?: Record<string, string> }).data?.['token'];
  return {
    metadata: { name, namespace, resourceVersion },
    ...(encoded === undefined ? {} : { token: Buffer.from(encoded, 'base64').toString('utf8').trim() }),
  };
}
