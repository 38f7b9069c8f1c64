import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, assert as check, asyncProperty, double, integer, record } from 'fast-check';
import { sleep, type Clock } from '../../base/clock.ts';
import { SteppingClock } from '../../base/stepping-clock.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { abortable } from '../../kube/abortable.ts';
import type { KubeClient } from '../../kube/client.ts';
import { ConnectionError } from '../../kube/errors.ts';
import { SimulatedApiServer } from '../../kube/simulated/simulated-api-server.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import type { Log } from '../log.ts';
import type { Leadership } from './held-lease.ts';
import { LeaderElector } from './leader-elector.ts';
import { leaseType, lockName, type Lease } from './lock-record.ts';

const namespace = 'federation';
const ref = { namespace, name: lockName };
const configMaps: ResourceType = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};
const timing = {
  leaseDurationMs: 15_000,
  renewDeadlineMs: 10_000,
  retryPeriodMs: 2_000,
  resourceLock: 'configmaps',
} as const;
const lost = new ConnectionError({ cluster: 'host', server: 'simulated', errno: 'ECONNRESET', explanation: 'broke' });

class Election {
  readonly clock = new SteppingClock();
  readonly server = new SimulatedApiServer({
    name: 'host',
    clock: this.clock,
    types: [{ type: leaseType }, { type: configMaps }],
  });
  readonly users = connectTo(this.server);
  readonly said: string[] = [];

  candidate(
    identity: string,
    { client = connectTo(this.server), clock = this.clock }: { client?: KubeClient; clock?: Clock } = {},
  ): Candidate {
    const log = (_fields: unknown, text: string) => void this.said.push(`${identity}: ${text}`);
    return new Candidate(client, clock, identity, { debug: log, info: log, warn: log, error: log } as Log);
  }

  async step(milliseconds = 0): Promise<void> {
    this.clock.advance(milliseconds);
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  async run(milliseconds: number, stepMs = 500): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += stepMs) await this.step(stepMs);
  }

  lease(): Promise<Lease> {
    return this.users.get<Lease>(leaseType, ref);
  }
}

/** Tries for leadership as long as it lives, again after each loss. */
class Candidate {
  readonly identity: string;
  readonly #elector: LeaderElector;
  readonly #end = new AbortController();
  leadership: Leadership | undefined;

  constructor(host: KubeClient, clock: Clock, identity: string, log: Log) {
    this.identity = identity;
    const common = { host, namespace, identity, timing: () => timing, log };
    this.#elector = new LeaderElector({ ...common, clock, wall: clock, random: () => 0.5 });
    void this.#live();
  }

  get leads(): boolean {
    return this.leadership !== undefined && !this.leadership.lost.aborted;
  }

  get waitsFor(): string | undefined {
    return this.#elector.waitsFor;
  }

  stop(): void {
    this.#end.abort();
  }

  async #live(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      this.leadership = await this.#elector.campaign(signal).catch(() => undefined);
      if (this.leadership) await aborted(this.leadership.lost);
    }
  }
}

/** KubeFed's lock as it was renewed at a time. */
function formerLock(renewed: number): { annotations: Record<string, string> } {
  const renewTime = new Date(renewed).toISOString();
  const text = JSON.stringify({ holderIdentity: 'pod_1', leaseDurationSeconds: 15, renewTime });
  return { annotations: { 'control-plane.alpha.kubernetes.io/leader': text } };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

describe('LeaderElector', () => {
  it('lets the first lead, and the second stand by and say for whom', async () => {
    const election = new Election();
    const first = election.candidate('first');
    await election.step();
    const second = election.candidate('second');
    await election.run(60_000);
    assert.deepEqual([first.leads, second.leads, second.waitsFor], [true, false, 'first']);
    const { spec } = await election.lease();
    assert.equal(spec?.holderIdentity, 'first');
    assert.equal(spec?.leaseDurationSeconds, 15);
    assert.match(spec?.renewTime ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    assert.deepEqual(
      election.said.filter((text) => text.startsWith('second')),
      ['second: standing by: another controller manager leads'],
    );
  });

  it('hands over at once what is given back', async () => {
    const election = new Election();
    const first = election.candidate('first');
    await election.step();
    const second = election.candidate('second');
    await election.step();
    first.stop();
    await first.leadership?.release();
    assert.equal((await election.lease()).spec?.holderIdentity, '');
    await election.run(2_500);
    assert.equal(second.leads, true);
    assert.equal((await election.lease()).spec?.leaseTransitions, 1);
  });

  it('takes over from one that fell silent, and not before', async () => {
    const election = new Election();
    const client = connectTo(election.server);
    const first = election.candidate('first', { client });
    await election.step();
    await client.close();
    const second = election.candidate('second');
    await election.run(9_500);
    assert.equal(first.leads, true);
    await election.run(500);
    assert.deepEqual([first.leads, second.leads], [false, false]);
    await election.run(4_000);
    assert.equal(second.leads, false);
    await election.run(4_000);
    assert.equal(second.leads, true);
  });

  it('stays leader when an answer is lost, and over short failures', async () => {
    const election = new Election();
    const only = election.candidate('only');
    await election.step();
    election.server.faults.loseAnswer({ verb: 'replace' }, lost);
    await election.run(3_000);
    election.server.faults.fail({ verb: 'replace', times: 10 }, lost);
    await election.run(60_000);
    assert.equal(only.leads, true);
    assert.ok(!election.said.includes('only: lost lease'));
  });

  it('loses at once what another has written itself into', async () => {
    const election = new Election();
    const first = election.candidate('first');
    await election.step();
    const lease = await election.lease();
    await election.users.replace(leaseType, { ...lease, spec: { ...lease.spec, holderIdentity: 'usurper' } } as Lease);
    await election.run(2_500);
    assert.equal(first.leads, false);
    assert.ok(election.said.includes('first: lost lease'));
  });

  it('waits for a KubeFed that leads by its ConfigMap, and says so', async () => {
    const election = new Election();
    await election.users.create(configMaps, { metadata: { ...ref, ...formerLock(election.clock.now()) } });
    const hansa = election.candidate('hansa');
    await election.run(10_000);
    await election.users.mergePatch(configMaps, ref, { metadata: formerLock(election.clock.now()) });
    await election.run(14_000);
    assert.deepEqual([hansa.leads, hansa.waitsFor], [false, 'pod_1']);
    assert.match(election.said.join(), /KubeFed holds the ConfigMap "kubefed-controller-manager".*silent for 15 s/);
    await election.run(6_000);
    assert.equal(hansa.leads, true);
  });

  it('never has two leaders, whatever happens to requests, clocks and processes', async () => {
    const candidate = record({ rate: double({ min: 0.9, max: 1.1, noNaN: true }), seed: integer() });
    await check(
      asyncProperty(array(candidate, { minLength: 2, maxLength: 4 }), async (characters) => {
        const election = new Election();
        const candidates = characters.map(({ rate, seed }, index) => {
          const clock = drifting(election.clock, rate, seed);
          const client = unreliable(connectTo(election.server), election.clock, seed);
          return election.candidate(`candidate-${index}`, { client, clock });
        });
        const everLed = new Set<Candidate>();
        for (let step = 0; step < 400; step++) {
          await election.step(250);
          const leaders = candidates.filter(({ leads }) => leads);
          for (const leader of leaders) everLed.add(leader);
          assert.ok(leaders.length <= 1, `${leaders.map(({ identity }) => identity).join(' and ')} at step ${step}`);
        }
        assert.ok(everLed.size > 0, 'nobody ever led');
        for (const one of candidates) one.stop();
      }),
      { numRuns: 30, seed: 3 },
    );
  });
});

/** A clock that runs at another rate and shows another time. */
function drifting(clock: Clock, rate: number, offset: number): Clock {
  return {
    now: () => clock.now() * rate + offset,
    after: (milliseconds, fire) => clock.after(milliseconds / rate, fire),
  };
}

/** A client whose requests and answers take their time, up to longer than a leader has, or get lost. */
function unreliable(client: KubeClient, clock: Clock, seed: number): KubeClient {
  let state = seed;
  const chance = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
  let trouble = { until: 0, loses: 0, slowestMs: 50 };
  const around = <T>(signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> => {
    if (clock.now() >= trouble.until) {
      const isDue = chance() < 0.2;
      const until = clock.now() + (isDue ? 25_000 : 10_000) * chance();
      trouble = isDue
        ? { until, loses: chance() < 0.5 ? 1 : 0.4, slowestMs: 8_000 }
        : { until, loses: 0, slowestMs: 50 };
    }
    const { loses, slowestMs } = trouble;
    const delay = () => sleep(clock, chance() * slowestMs);
    const exchange = async () => {
      await delay();
      if (chance() < loses) throw lost;
      const answer = await act();
      await delay();
      if (chance() < loses) throw lost;
      return answer;
    };
    // Who gives up waiting does not stop what is under way.
    return abortable(exchange(), signal);
  };
  return {
    get: (type: ResourceType, at: typeof ref, signal?: AbortSignal) => around(signal, () => client.get(type, at)),
    create: (type: ResourceType, object: KubeObject, options?: { signal?: AbortSignal }) =>
      around(options?.signal, () => client.create(type, object)),
    replace: (type: ResourceType, object: KubeObject, options?: { signal?: AbortSignal }) =>
      around(options?.signal, () => client.replace(type, object)),
  } as KubeClient;
}
