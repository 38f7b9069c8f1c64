import { inspect } from 'node:util';
import { firstDifference } from '../../src/base/subset.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { FederatedObject } from '../../src/api/federated-object.ts';
import { apiVersionOf, keyOf, type KubeObject, type ObjectRef, type ResourceType } from '../../src/api/meta.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import type { Federation } from './federation.ts';
import { namespace as namespaces, type FederatedKind } from './kinds.ts';
import { specOf } from './manifests.ts';
import { until } from './until.ts';
import { hasStatus, type WantedStatus } from './wanted-status.ts';

interface EventObject extends KubeObject {
  readonly involvedObject: { readonly name: string };
  readonly reason: string;
  readonly message: string;
}

/** Who writes what users write. */
const user = { fieldManager: 'user', force: true };
const eventType: ResourceType = { group: '', version: 'v1', plural: 'events', kind: 'Event', namespaced: true };

/** One scenario's namespace: what users do there, and what is expected of the clusters. */
export class Scene {
  readonly namespace: string;
  readonly #federation: Federation;

  constructor(federation: Federation, namespace: string) {
    this.#federation = federation;
    this.namespace = namespace;
  }

  get #host(): KubeClient {
    return this.#federation.host.client;
  }

  /** Makes the namespace on the host, and federates it as placement says. */
  async open(placement: JsonObject | 'not federated'): Promise<void> {
    await this.#host.create(namespaces.target, { metadata: { name: this.namespace } });
    if (placement !== 'not federated') await this.federateNamespace({ placement });
  }

  /** Applies the FederatedNamespace of this namespace, placed everywhere unless change says otherwise. */
  federateNamespace(change: Json = {}, metadata: JsonObject = {}): Promise<FederatedObject> {
    const ref = { namespace: this.namespace, name: this.namespace };
    return this.#apply(namespaces.federated, ref, { spec: specOf(namespaces, change) }, metadata);
  }

  /** Applies a federated object as its user: specOf(kind, change), and metadata where it is told. */
  apply(kind: FederatedKind, name: string, change: Json = {}, metadata: JsonObject = {}): Promise<FederatedObject> {
    return this.#apply(kind.federated, this.#ref(kind, name), { spec: specOf(kind, change) }, metadata);
  }

  async #apply(
    type: ResourceType,
    ref: ObjectRef,
    content: JsonObject,
    metadata: JsonObject = {},
  ): Promise<FederatedObject> {
    const { namespace, name } = ref;
    const place = namespace === '' ? { name } : { namespace, name };
    const body = { apiVersion: apiVersionOf(type), kind: type.kind, metadata: { ...metadata, ...place }, ...content };
    return (await this.#host.apply<FederatedObject>(type, ref, body, user)).object;
  }

  /** Changes a federated object by a JSON Merge Patch. */
  patch(kind: FederatedKind, name: string, patch: JsonObject): Promise<FederatedObject> {
    return this.#host.mergePatch(kind.federated, this.#ref(kind, name), patch);
  }

  /** Deletes a federated object, without waiting for its end. */
  async remove(kind: FederatedKind, name: string): Promise<void> {
    await this.#host.delete(kind.federated, this.#federatedRef(kind, name));
  }

  /** Resolves with the federated object once it is as told. */
  async expectFederated(
    kind: FederatedKind,
    name: string,
    what: string,
    holds: (object: FederatedObject) => boolean,
  ): Promise<FederatedObject> {
    const ref = this.#federatedRef(kind, name);
    return this.#expectObject<FederatedObject>(this.#host, kind.federated, ref, what, holds);
  }

  /** Resolves when the federated object is gone. */
  async expectGone(kind: FederatedKind, name: string): Promise<void> {
    await this.#expectNone(this.#host, kind.federated, this.#federatedRef(kind, name));
  }

  /** Resolves with the object of a member once every field of wanted is there. */
  async expectIn<T extends KubeObject = KubeObject>(
    member: string,
    kind: FederatedKind,
    name: string,
    wanted: JsonObject = {},
  ): Promise<T> {
    return this.expectThat<T>(
      member,
      kind,
      name,
      inspect(wanted),
      (object) => firstDifference(object, wanted) === undefined,
    );
  }

  /** Resolves with the object of a member once it is as told. */
  expectThat<T extends KubeObject = KubeObject>(
    member: string,
    kind: FederatedKind,
    name: string,
    what: string,
    holds: (object: T) => boolean,
  ): Promise<T> {
    return this.#expectObject<T>(this.#member(member), kind.target, this.#ref(kind, name), what, holds);
  }

  /** Resolves when the scene's namespace is in a member. */
  async expectInNamespace(member: string): Promise<void> {
    await this.expectThat(member, namespaces, this.namespace, 'there', () => true);
  }

  /** Resolves when a member has at least so many objects of a kind in this namespace. */
  async expectSome(member: string, kind: FederatedKind, count: number): Promise<void> {
    await until({
      client: this.#member(member),
      type: kind.target,
      namespace: this.namespace,
      what: `that there are ${count} of ${kind.target.plural}`,
      look: ({ size }) => (size >= count ? true : undefined),
    });
  }

  /** Resolves when a member has no such object. */
  async expectAbsent(member: string, kind: FederatedKind, name: string): Promise<void> {
    await this.#expectNone(this.#member(member), kind.target, this.#ref(kind, name));
  }

  /** Resolves with the federated object once its status, of its present generation, is as wanted. */
  async expectStatus(kind: FederatedKind, name: string, wanted: WantedStatus): Promise<FederatedObject> {
    const what = `of status ${inspect(wanted)}`;
    return this.expectFederated(kind, name, what, (object) => hasStatus(object, wanted));
  }

  /** Resolves when the version of the object in a cluster has been recorded. */
  async expectRecorded(kind: FederatedKind, name: string, cluster: string, objectVersion: string): Promise<void> {
    await this.expectFederated(kind, name, `known in ${cluster} as ${objectVersion}`, ({ status }) => {
      const entry = status?.clusters?.find((one) => one.name === cluster);
      return entry?.version?.endsWith(`/${objectVersion}`) ?? false;
    });
  }

  /** Resolves when there is such an event about an object of this namespace. */
  async expectEvent(name: string, reason: string, message: RegExp): Promise<void> {
    await until<EventObject, EventObject>({
      client: this.#host,
      type: eventType,
      namespace: this.namespace,
      what: `an event ${reason} about ${name} saying ${message}`,
      show: (events) => Array.from(events.values(), ({ reason, message }) => ({ reason, message })),
      look: (events) =>
        [...events.values()].find(
          (event) => event.involvedObject.name === name && event.reason === reason && message.test(event.message),
        ),
    });
  }

  /** What a member has now. */
  read<T extends KubeObject = KubeObject>(member: string, kind: FederatedKind, name: string): Promise<T> {
    return this.#member(member).get<T>(kind.target, this.#ref(kind, name));
  }

  /** Somebody in a member changes an object there: a JSON Merge Patch. */
  edit(member: string, kind: FederatedKind, name: string, patch: JsonObject): Promise<KubeObject> {
    return this.#member(member).mergePatch(kind.target, this.#ref(kind, name), patch, { fieldManager: 'somebody' });
  }

  /** Somebody in a member makes an object there. */
  make(
    member: string,
    kind: FederatedKind,
    name: string,
    content: JsonObject,
    fieldManager = 'somebody',
  ): Promise<KubeObject> {
    const { metadata, ...rest } = content;
    const object = { ...rest, metadata: { ...(metadata as object | undefined), ...this.#ref(kind, name) } };
    return this.#member(member).create(kind.target, object, { fieldManager });
  }

  /** Somebody in a member deletes an object there. */
  async wipe(member: string, kind: FederatedKind, name: string): Promise<void> {
    await this.#member(member).delete(kind.target, this.#ref(kind, name));
  }

  /** Does in a member what its namespace controller would: lets the namespace go that is being deleted. */
  async finishNamespace(member: string): Promise<void> {
    const going = await this.expectThat(member, namespaces, this.namespace, 'being deleted', ({ metadata }) => {
      return metadata.deletionTimestamp !== undefined;
    });
    const path = `/api/v1/namespaces/${this.namespace}/finalize`;
    const body = JSON.stringify({ ...going, spec: { finalizers: [] } });
    await this.#member(member).request('PUT', path, { body, contentType: 'application/json' });
  }

  #member(name: string): KubeClient {
    return name === 'host' ? this.#host : this.#federation.member(name).client;
  }

  #ref(kind: FederatedKind, name: string): ObjectRef {
    return { namespace: kind.target.namespaced ? this.namespace : '', name };
  }

  #expectObject<T extends KubeObject>(
    client: KubeClient,
    type: ResourceType,
    ref: ObjectRef,
    what: string,
    holds: (object: T) => boolean,
  ): Promise<T> {
    return until<T, T>({
      client,
      type,
      namespace: ref.namespace,
      what: `that ${type.kind} ${keyOf(ref)} is ${what}`,
      show: (objects) => objects.get(keyOf(ref)),
      look: (objects) => {
        const object = objects.get(keyOf(ref));
        return object && holds(object) ? object : undefined;
      },
    });
  }

  #federatedRef(kind: FederatedKind, name: string): ObjectRef {
    return kind === namespaces ? { namespace: name, name } : this.#ref(kind, name);
  }

  async #expectNone(client: KubeClient, type: ResourceType, ref: ObjectRef): Promise<void> {
    await until({
      client,
      type,
      namespace: ref.namespace,
      what: `that ${type.kind} ${keyOf(ref)} is gone`,
      show: (objects) => objects.get(keyOf(ref)),
      look: (objects) => (objects.get(keyOf(ref)) ? undefined : true),
    });
  }
}
