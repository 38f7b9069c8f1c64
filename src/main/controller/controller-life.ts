import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { elapsedClock, sleep, systemClock } from '../../base/clock.ts';
import type { KubeFedSettings } from '../../api/kubefed-settings.ts';
import { ControllerManager } from '../../controllers/manager.ts';
import { fixedSettings, SettingsWatch, type SettingsSource } from '../../controllers/settings-watch.ts';
import { abortable } from '../../kube/abortable.ts';
import type { KubeClient } from '../../kube/client.ts';
import { createKubeClient } from '../../kube/create-client.ts';
import type { Leadership } from '../../runtime/leader-election/held-lease.ts';
import { LeaderElector } from '../../runtime/leader-election/leader-elector.ts';
import type { Log } from '../../runtime/log.ts';
import type { MemberState, PrometheusMeter } from '../../runtime/metrics/prometheus-meter.ts';
import type { Member } from '../../runtime/member.ts';
import type { Phase } from './controller-pages.ts';
import type { HostAccess } from './host-access.ts';

export interface ControllerLifeOptions {
  readonly host: HostAccess;
  /** Those of a file, in place of the KubeFedConfig on the host. */
  readonly settings: KubeFedSettings | undefined;
  readonly meter: PrometheusMeter;
  readonly log: Log;
  /** Aborts when the process should end. */
  readonly interrupted: AbortSignal;
}

/** One controller process: waits for settings, stands by, leads, loses leadership and stands by again. */
export class ControllerLife {
  readonly #options: ControllerLifeOptions;
  readonly #client: KubeClient;
  readonly #settings: SettingsSource;
  readonly #elector: LeaderElector;
  #manager: ControllerManager | undefined;

  constructor(options: ControllerLifeOptions) {
    this.#options = options;
    const { host, meter, log } = options;
    const common = { random: Math.random, log };
    // Not the controllers' own: theirs is closed at once when they may write no more.
    this.#client = meter.host(createKubeClient(host.access));
    const { namespace } = host;
    this.#settings = options.settings
      ? fixedSettings(options.settings)
      : new SettingsWatch({ ...common, host: this.#client, systemNamespace: namespace, clock: systemClock });
    this.#elector = new LeaderElector({
      ...common,
      host: this.#client,
      namespace,
      identity: `${hostname()}_${randomUUID()}`,
      timing: () => this.#settings.current().leaderElect,
      clock: elapsedClock,
      wall: systemClock,
    });
    meter.look({
      members: () => Array.from(this.#manager?.members.values() ?? [], (member) => [member.name, stateOf(member)]),
      isLeader: () => this.#manager !== undefined,
    });
  }

  get phase(): Phase {
    if (this.#settings.problem !== undefined) return { kind: 'waiting', why: this.#settings.problem };
    if (this.#manager) return { kind: 'leading', synced: this.#manager.isSynced };
    const leader = this.#elector.waitsFor;
    if (leader !== undefined) return { kind: 'standing by', leader };
    return { kind: 'waiting', why: 'it is not known yet who leads' };
  }

  /** Resolves when it was interrupted and all is in good order. */
  async run(): Promise<void> {
    const { interrupted } = this.#options;
    try {
      await abortable(this.#settings.ready, interrupted);
      this.#logScope();
      for (;;) await this.#lead(await this.#elector.campaign(interrupted));
    } catch (error) {
      if (!interrupted.aborted) throw error;
    } finally {
      this.#settings.stop();
      await this.#client.close();
    }
  }

  async #lead(leadership: Leadership): Promise<void> {
    const { host, meter, log, interrupted } = this.#options;
    log.info({ host: host.access.name, namespace: host.namespace }, 'promoted as leader');
    const client = meter.host(createKubeClient(host.access));
    const manager = this.#createManager(client);
    this.#manager = manager;
    const cut = () => {
      void client.close();
      manager.abandon();
    };
    leadership.lost.addEventListener('abort', cut, { once: true });
    const over = AbortSignal.any([leadership.lost, interrupted]);
    try {
      await this.#start(manager, over);
      await abortable(new Promise<never>(() => undefined), over);
    } catch (error) {
      if (!over.aborted) log.error({ error }, 'giving leadership up, so that another may try');
    } finally {
      await manager.stop();
      this.#manager = undefined;
      await leadership.release();
      await client.close();
    }
    // Whoever else stands by comes first.
    if (!over.aborted) await sleep(systemClock, this.#settings.current().leaderElect.leaseDurationMs, interrupted);
  }

  async #start(manager: ControllerManager, over: AbortSignal): Promise<void> {
    const { host, log } = this.#options;
    const { cacheSyncTimeoutMs } = this.#settings.current().controllerDuration;
    const late = () =>
      new CachesNotFilledError(`the caches of the host did not fill within ${cacheSyncTimeoutMs / 1000} s`);
    const patience = new AbortController();
    const timer = systemClock.after(cacheSyncTimeoutMs, () => patience.abort(late()));
    try {
      await abortable(manager.start(), AbortSignal.any([over, patience.signal]));
    } finally {
      timer.cancel();
    }
    log.info({ host: host.access.name, namespace: host.namespace }, 'controllers run');
  }

  #createManager(client: KubeClient): ControllerManager {
    const { host, meter, log } = this.#options;
    return new ControllerManager({
      host: client,
      systemNamespace: host.namespace,
      clock: systemClock,
      random: Math.random,
      log,
      settings: this.#settings,
      meter,
      createClient: (access) => meter.member(createKubeClient(access)),
    });
  }

  #logScope(): void {
    const { log, host } = this.#options;
    const isWide = this.#settings.current().scope === 'Cluster';
    const what = isWide ? 'all namespaces' : `the "${host.namespace}" namespace`;
    log.info({}, `KubeFed will ${isWide ? 'target' : 'be limited to'} ${what}`);
  }
}

/** A cache of the host did not fill in the time of `cacheSyncTimeout`; the log says what was in its way. */
class CachesNotFilledError extends Error {
  readonly code = 'HANSA_CACHES_NOT_FILLED';
}

function stateOf({ isReady, cluster }: Member): MemberState {
  if (isReady) return 'ready';
  const conditions = cluster.status?.conditions ?? [];
  return conditions.some(({ type, status }) => type === 'Offline' && status === 'True') ? 'offline' : 'notready';
}
