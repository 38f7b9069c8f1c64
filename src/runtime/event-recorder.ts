import type { Clock } from '../base/clock.ts';
import { contentHash } from '../base/hash.ts';
import type { KubeObject, ResourceType } from '../api/meta.ts';
import type { ObjectEvent } from '../api/object-event.ts';
import type { KubeClient } from '../kube/client.ts';
import type { Log } from './log.ts';

const eventType: ResourceType = { group: '', version: 'v1', plural: 'events', kind: 'Event', namespaced: true };
/** The same words about the same object are said once in this time. */
const silenceMs = 600_000;
/** Beyond this, the oldest is forgotten and may be said again. */
const mostRemembered = 10_000;
/** Events a minute, so that a fault of everything at once does not become a second fault on the host. */
const mostPerMinute = 300;
const longestMessage = 1_000;

export interface EventRecorderOptions {
  readonly host: KubeClient;
  readonly component: string;
  /** Where events about objects without a namespace go. */
  readonly systemNamespace: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Writes Kubernetes events about host objects: each outcome once, few a minute, and never in anybody's way. */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #said = new Map<string, number>();
  #minute = 0;
  #thisMinute = 0;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
  }

  /** Returns at once; an event that cannot be written is logged and lost. */
  record(about: KubeObject, event: ObjectEvent): void {
    const id = contentHash(`${about.metadata.uid ?? ''}|${event.reason}|${event.message}`);
    if (!this.#isNews(id)) return;
    void this.#write(about, event, id);
  }

  #isNews(id: string): boolean {
    const now = this.#options.clock.now();
    const said = this.#said.get(id);
    if (said !== undefined && now - said < silenceMs) return false;
    const minute = Math.floor(now / 60_000);
    if (minute !== this.#minute) [this.#minute, this.#thisMinute] = [minute, 0];
    this.#thisMinute += 1;
    if (this.#thisMinute > mostPerMinute) return false;
    this.#said.delete(id);
    this.#said.set(id, now);
    for (const oldest of this.#said.keys()) {
      if (this.#said.size <= mostRemembered) break;
      this.#said.delete(oldest);
    }
    return true;
  }

  async #write(about: KubeObject, event: ObjectEvent, id: string): Promise<void> {
    const { host, component, clock, log, systemNamespace } = this.#options;
    const { name, namespace = systemNamespace, uid, resourceVersion } = about.metadata;
    const time = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    const body = {
      metadata: { name: `${name}.${id}${clock.now().toString(36)}`, namespace },
      involvedObject: {
        apiVersion: about.apiVersion,
        kind: about.kind,
        name,
        namespace: about.metadata.namespace,
        uid,
        resourceVersion,
      },
      type: event.type,
      reason: event.reason,
      message: event.message.slice(0, longestMessage),
      source: { component },
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    };
    try {
      await host.create(eventType, body);
    } catch (error) {
      log.debug({ error, reason: event.reason, name, namespace }, 'an event could not be written');
    }
  }
}
