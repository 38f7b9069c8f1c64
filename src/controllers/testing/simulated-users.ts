import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../base/json.ts';
import { applyMergePatch } from '../../base/merge-patch.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import { apiVersionOf, type KubeObject, type ObjectRef, type ResourceType } from '../../api/meta.ts';
import { managedLabel, orphanAnnotation } from '../../api/names.ts';
import { ConnectionError } from '../../kube/errors.ts';
import type { SimulatedApiServer } from '../../kube/simulated/simulated-api-server.ts';
import { configMaps, federatedConfigMaps, federatedNamespaces, SimulatedFederation } from './simulated-federation.ts';

const memberNames = ['bremen', 'danzig'] as const;
const namespace = 'shop';
const objectNames = ['a', 'b'] as const;
/** How long things are left to themselves in the end: so long that all waiting is over, and no longer than they need. */
const [shortestMs, longestMs] = [70_000, 400_000];
type MemberName = (typeof memberNames)[number];

/** One thing that happens. */
export type Step =
  | { readonly what: 'wish'; readonly name: string; readonly clusters: readonly MemberName[]; readonly colour: string }
  | { readonly what: 'drop'; readonly name: string; readonly orphaning: boolean }
  | { readonly what: 'place namespace'; readonly clusters: readonly MemberName[] }
  | { readonly what: 'meddle'; readonly cluster: MemberName; readonly name: string; readonly how: Meddling }
  | { readonly what: 'fault'; readonly server: MemberName | 'host'; readonly how: FaultKind; readonly times: number }
  | { readonly what: 'let go' }
  | { readonly what: 'break watches'; readonly server: MemberName | 'host'; readonly forget: boolean }
  | { readonly what: 'health'; readonly cluster: MemberName; readonly well: boolean }
  | { readonly what: 'membership'; readonly cluster: MemberName; readonly joined: boolean }
  | { readonly what: 'crash' }
  | { readonly what: 'wait'; readonly milliseconds: number };

/** What somebody in a member does to an object there, as JSON Merge Patches. */
const meddlings = {
  change: { data: { colour: 'of somebody' } },
  unlabel: { metadata: { labels: { [managedLabel]: null } } },
  hold: { metadata: { finalizers: ['test/hold'] } },
  'let go': { metadata: { finalizers: null } },
};
type Meddling = keyof typeof meddlings | 'delete';
type FaultKind = 'fail' | 'lose answer' | 'hold';

const member = fc.constantFrom(...memberNames);
const server = fc.constantFrom(...memberNames, 'host' as const);
const name = fc.constantFrom(...objectNames);
const clusters = fc.subarray([...memberNames]);

/** Anything that may happen next; what users want is likelier than what goes wrong. */
export const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('wish' as const),
      name,
      clusters,
      colour: fc.constantFrom('red', 'blue', 'green'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('drop' as const), name, orphaning: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('place namespace' as const), clusters }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('meddle' as const),
      cluster: member,
      name,
      how: fc.constantFrom<Meddling>('delete', 'change', 'unlabel', 'hold', 'let go'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant('fault' as const),
      server,
      how: fc.constantFrom<FaultKind>('fail', 'lose answer', 'hold', 'hold'),
      times: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ what: 'let go' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('break watches' as const), server, forget: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('health' as const), cluster: member, well: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('membership' as const), cluster: member, joined: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant({ what: 'crash' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('wait' as const),
      milliseconds: fc.constantFrom(0, 10, 300, 3_000, 40_000),
    }),
  },
);

interface Wish {
  readonly clusters: readonly MemberName[];
  readonly colour: string;
}

/** How far the clusters are from what is wanted. */
interface Distance {
  readonly surplus: readonly string[];
  readonly missing: readonly string[];
  readonly statuses: readonly string[];
}

/** Users of a simulated federation who know what they want, and the mischief around them. */
export class SimulatedUsers {
  readonly #federation: SimulatedFederation;
  readonly #wishes = new Map<string, Wish>();
  readonly #joined = new Set<MemberName>(memberNames);
  #namespacePlacement: readonly MemberName[] = memberNames;
  /** UIDs of managed objects that are not going, by `member/name`, as last seen. */
  #there = new Map<string, string>();
  /** Those among them that nobody has wanted gone, nor taken away, since they came. */
  readonly #wantedAllAlong = new Set<string>();
  readonly #unaskedRemovals: string[] = [];
  #held: { release(): void }[] = [];

  private constructor(federation: SimulatedFederation) {
    this.#federation = federation;
  }

  /** watchesAreLate: whether the answers to writes come before the watches tell of them. */
  static async begin(watchesAreLate: boolean): Promise<SimulatedUsers> {
    const federation = new SimulatedFederation(memberNames, watchesAreLate);
    await federation.setUp(namespace);
    const users = new SimulatedUsers(federation);
    users.#placeNamespace(memberNames);
    federation.start();
    await federation.step(1_000);
    return users;
  }

  async take(step: Step): Promise<void> {
    switch (step.what) {
      case 'wish':
        this.#wish(step.name, step);
        break;
      case 'drop':
        this.#drop(step.name, step.orphaning);
        break;
      case 'place namespace':
        this.#placeNamespace(step.clusters);
        break;
      case 'meddle':
        this.#meddle(step.cluster, step.name, step.how);
        break;
      case 'fault':
        this.#fault(step.server, step.how, step.times);
        break;
      case 'let go':
        this.#letGo();
        break;
      case 'crash':
        this.#federation.crash();
        this.#federation.start();
        break;
      case 'wait':
        await this.#federation.step(step.milliseconds);
        break;
      case 'health':
        this.#federation.setWell(step.cluster, step.well);
        break;
      case 'membership':
        await this.#setMembership(step.cluster, step.joined);
        break;
      case 'break watches':
        this.#breakWatches(step.server, step.forget);
    }
    await this.#federation.step();
    this.#look();
  }

  /** Puts everything right that went wrong, lets much time pass, and says how far things are from what is wanted. */
  async settle(): Promise<Distance> {
    this.#letGo();
    for (const cluster of memberNames) {
      this.#federation.setWell(cluster, true);
      if (!this.#joined.has(cluster)) await this.#setMembership(cluster, true);
      for (const object of objectNames) this.#meddle(cluster, object, 'let go');
    }
    // In many steps: what fails is tried again once a step at most.
    for (let waited = 0; waited < longestMs; waited += 10_000) {
      await this.#federation.step(10_000);
      this.#look();
      if (waited >= shortestMs && isNone(this.#distance())) break;
    }
    return this.#distance();
  }

  /** What went from members that nobody ever asked to go from there. */
  get unaskedRemovals(): readonly string[] {
    return this.#unaskedRemovals;
  }

  #wish(object: string, { clusters, colour }: Wish): void {
    // Who applies an object that is going changes one that is as good as gone.
    if (this.#inHost(object)?.metadata.deletionTimestamp !== undefined) return;
    this.#wishes.set(object, { clusters, colour });
    this.#noteUnwanted();
    this.#apply(federatedConfigMaps, ref(object), { template: { data: { colour } }, placement: placementIn(clusters) });
  }

  #drop(object: string, orphaning: boolean): void {
    this.#wishes.delete(object);
    this.#noteUnwanted();
    const live = this.#inHost(object);
    if (!live) return;
    const { host } = this.#federation;
    const mark = { metadata: { annotations: { [orphanAnnotation]: 'true' } } };
    const marked = applyMergePatch(live as unknown as Json, mark) as JsonObject;
    if (orphaning) host.replace(federatedConfigMaps, marked, { manager: 'user', part: 'main', dryRun: false });
    host.delete(federatedConfigMaps, ref(object), {});
  }

  #placeNamespace(clusters: readonly MemberName[]): void {
    this.#namespacePlacement = clusters;
    this.#noteUnwanted();
    this.#apply(federatedNamespaces, ref(namespace), { placement: placementIn(clusters) });
  }

  #apply(type: ResourceType, place: ObjectRef, spec: JsonObject): void {
    const body = { apiVersion: apiVersionOf(type), kind: type.kind, metadata: { ...place }, spec };
    this.#federation.host.apply(type, place, body, { manager: 'user', part: 'main', dryRun: false, force: true });
  }

  #meddle(cluster: MemberName, object: string, how: Meddling): void {
    const server = this.#server(cluster);
    const live = server.list(configMaps, {}).find(({ metadata }) => metadata.name === object);
    if (!live) return;
    if (how === 'delete' || how === 'unlabel') this.#wantedAllAlong.delete(`${cluster}/${object}`);
    if (how === 'delete') server.delete(configMaps, ref(object), {});
    else {
      const changed = applyMergePatch(live as unknown as Json, meddlings[how]) as JsonObject;
      server.replace(configMaps, changed, { manager: 'somebody', part: 'main', dryRun: false });
    }
  }

  /** Faults of writes and reads of the controllers, and of nobody else: users and meddlers find everything in order. */
  #fault(at: MemberName | 'host', how: FaultKind, times: number): void {
    const { faults } = this.#server(at);
    const type = at === 'host' ? federatedConfigMaps : configMaps;
    const verb = at === 'host' ? (['mergePatch'] as const) : (['apply', 'get', 'delete', 'mergePatch'] as const);
    const lost = new ConnectionError({
      cluster: at,
      server: 'simulated',
      errno: 'ECONNRESET',
      explanation: 'it broke',
    });
    if (how === 'fail') faults.fail({ verb, type, times }, lost);
    else if (how === 'lose answer') faults.loseAnswer({ verb, type, times }, lost);
    else this.#held.push(faults.hold({ verb, type, times }));
  }

  #letGo(): void {
    for (const held of this.#held.splice(0)) held.release();
  }

  #breakWatches(at: MemberName | 'host', forget: boolean): void {
    this.#server(at).breakWatches();
    if (forget) this.#server(at).forgetChanges();
  }

  async #setMembership(cluster: MemberName, joined: boolean): Promise<void> {
    if (joined === this.#joined.has(cluster)) return;
    if (joined) {
      this.#joined.add(cluster);
      await this.#federation.join(cluster);
    } else {
      this.#joined.delete(cluster);
      await this.#federation.unjoin(cluster);
    }
  }

  #distance(): Distance {
    const surplus: string[] = [];
    const missing: string[] = [];
    for (const cluster of memberNames) {
      const wanted = this.#wantedIn(cluster);
      const there = new Map(this.#managedIn(cluster).map((object) => [object.metadata.name, colourOf(object)]));
      for (const [object, colour] of there)
        if (wanted.get(object) !== colour) surplus.push(`${cluster}/${object}: ${colour}`);
      for (const [object, colour] of wanted)
        if (there.get(object) !== colour) missing.push(`${cluster}/${object}: ${colour}`);
    }
    return { surplus, missing, statuses: objectNames.flatMap((object) => this.#statusFault(object) ?? []) };
  }

  #statusFault(object: string): string | undefined {
    const wish = this.#wishes.get(object);
    const live = this.#inHost(object);
    if (!wish) return live ? `${object} is still there: ${JSON.stringify(live)}` : undefined;
    if (!live) return `${object} is gone`;
    const expected = memberNames.filter((cluster) => this.#isWanted(wish, cluster));
    const { observedGeneration, conditions = [], clusters = [] } = live.status ?? {};
    const isRight =
      observedGeneration === live.metadata.generation &&
      conditions[0]?.status === 'True' &&
      clusters.map(({ name, status = 'OK' }) => `${name} ${status}`).join() ===
        expected.map((one) => `${one} OK`).join();
    return isRight ? undefined : `${object}: ${JSON.stringify(live.status)} of generation ${live.metadata.generation}`;
  }

  /** Notes what came and what went since the last look. */
  #look(): void {
    const now = new Map<string, string>();
    for (const cluster of memberNames) {
      for (const { metadata } of this.#managedIn(cluster)) {
        if (metadata.deletionTimestamp === undefined) now.set(`${cluster}/${metadata.name}`, metadata.uid ?? '');
      }
    }
    for (const [key, uid] of this.#there) {
      if (now.get(key) !== uid && this.#wantedAllAlong.delete(key)) this.#unaskedRemovals.push(key);
    }
    for (const [key, uid] of now) if (this.#there.get(key) !== uid) this.#wantedAllAlong.add(key);
    this.#there = now;
    this.#noteUnwanted();
  }

  #noteUnwanted(): void {
    for (const cluster of memberNames) {
      for (const object of objectNames) {
        const wish = this.#wishes.get(object);
        if (!wish || !this.#isWanted(wish, cluster)) this.#wantedAllAlong.delete(`${cluster}/${object}`);
      }
    }
  }

  #isWanted({ clusters }: Wish, cluster: MemberName): boolean {
    return clusters.includes(cluster) && this.#namespacePlacement.includes(cluster);
  }

  #wantedIn(cluster: MemberName): Map<string, string> {
    const here = [...this.#wishes].filter(([, wish]) => this.#isWanted(wish, cluster));
    return new Map(here.map(([object, { colour }]) => [object, colour]));
  }

  #managedIn(cluster: MemberName): KubeObject[] {
    return this.#server(cluster).list(configMaps, { labelSelector: `${managedLabel}=true` });
  }

  #inHost(object: string): FederatedObject | undefined {
    return this.#federation.host.list(federatedConfigMaps, {}).find(({ metadata }) => metadata.name === object);
  }

  #server(at: MemberName | 'host'): SimulatedApiServer {
    const found = at === 'host' ? this.#federation.host : this.#federation.members.get(at);
    if (!found) throw new Error(`there is no ${at}`);
    return found;
  }
}

function ref(object: string): ObjectRef {
  return { namespace, name: object };
}

function colourOf(object: KubeObject & { data?: { colour?: string } }): string {
  return object.data?.colour ?? '';
}

function isNone({ surplus, missing, statuses }: Distance): boolean {
  return surplus.length + missing.length + statuses.length === 0;
}

function placementIn(clusters: readonly MemberName[]): JsonObject {
  return { clusters: clusters.map((name) => ({ name })) };
}
