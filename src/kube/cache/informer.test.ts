import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { SteppingClock } from '../../base/stepping-clock.ts';
import type { KubeObject } from '../../api/meta.ts';
import type { KubeClient } from '../client.ts';
import { ApiError, ConnectionError } from '../errors.ts';
import { SimulatedApiServer, type Snapshot } from '../simulated/simulated-api-server.ts';
import { connectTo } from '../simulated/simulated-client.ts';
import { Informer, type InformerOptions } from './informer.ts';

interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

const configMaps = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };
const reset = new ConnectionError({ cluster: 'c', server: 's', errno: 'ECONNRESET', explanation: 'reset' });

function apiError(status: number, retryAfterMs?: number): ApiError {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new ApiError({ cluster: 'c', method: 'GET', path: '/', status, reason: '', serverMessage: 'no', ...wait });
}

function withoutData({ metadata: { name, namespace = '', resourceVersion = '' } }: KubeObject): ConfigMap {
  return { metadata: { name, namespace, resourceVersion } };
}

/** Everything that can happen without time going on has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** An informer on a simulated server, and what it told. */
class Bench {
  readonly clock = new SteppingClock();
  readonly server = new SimulatedApiServer({ name: 'c', clock: this.clock, types: [{ type: configMaps }] });
  readonly client: KubeClient = connectTo(this.server);
  readonly changes: string[] = [];
  readonly failures: unknown[] = [];
  syncs = 0;
  #last = 0;
  #texts = 0;

  informer(options: Partial<InformerOptions<ConfigMap>> = {}): Informer<ConfigMap> {
    return new Informer<ConfigMap>({
      client: this.client,
      type: configMaps,
      clock: this.clock,
      random: () => 0,
      changed: (key, current, previous) => {
        this.changes.push(`${key}: ${previous?.data?.['step'] ?? '-'} > ${current?.data?.['step'] ?? '-'}`);
      },
      synced: () => (this.syncs += 1),
      failed: (error) => this.failures.push(error),
      ...options,
    });
  }

  async write(name: string, step: string, metadata: object = {}): Promise<ConfigMap> {
    const body = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, name, namespace: 'shop' },
      data: { step },
    };
    return (await this.client.apply<ConfigMap>(configMaps, { namespace: 'shop', name }, body)).object;
  }

  async remove(name: string): Promise<void> {
    await this.client.delete(configMaps, { namespace: 'shop', name });
  }

  async advance(milliseconds: number): Promise<void> {
    await settled();
    this.clock.advance(milliseconds);
    await settled();
  }

  /** Lets time go on until every fault has been met and waited for. */
  async recover(): Promise<void> {
    for (let round = 0; round < 60; round++) await this.advance(10_000);
  }

  /** A text that was not there before. */
  next(): string {
    return String(++this.#texts);
  }

  /** What was asked of the server since the last time, but for writes. */
  asked(): string[] {
    const since = this.server.requests.slice(this.#last);
    this.#last = this.server.requests.length;
    return since.map(({ verb }) => verb).filter((verb) => ['list', 'watch', 'latestVersion'].includes(verb));
  }

  state(): Record<string, string> {
    const { objects } = this.server.snapshot();
    return stepsOf([...(objects.get('configmaps') ?? [])].map(([key, { object }]) => [key, object]));
  }
}

function stepsOf(objects: Iterable<readonly [string, ConfigMap]>): Record<string, string> {
  return Object.fromEntries([...objects].map(([key, { data }]) => [key, data?.['step'] ?? '']));
}

function heldBy({ store }: Informer<ConfigMap>): Record<string, string> {
  return stepsOf([...store.keys()].map((key) => [key, store.get(key) ?? assert.fail()]));
}

/** One thing that happens; each takes what it needs of the rest. */
interface Step {
  readonly do: StepName;
  readonly name: string;
  readonly by: number;
  readonly status: number;
}

type StepName = keyof typeof steppers;
type Stepper = (bench: Bench, step: Step, informer: Informer<ConfigMap>, backup: Snapshot) => void | Promise<void>;

const steppers = {
  write: async (bench, { name }, informer) => informer.observeWrite(await bench.write(name, bench.next())),
  remove: (bench, { name }) => bench.remove(name).catch(() => {}),
  end: ({ server }) => server.endWatches(),
  break: ({ server }) => server.breakWatches(),
  forget: ({ server }) => server.forgetChanges(),
  bookmark: ({ server }) => server.sendBookmarks(),
  refuse: ({ server }) => void (server.listStreams = 'refused'),
  serve: ({ server }) => void (server.listStreams = 'served'),
  settle: () => settled(),
  advance: (bench, { by }) => bench.advance(by),
  fail: ({ server }, { status }) => server.faults.fail({ verb: ['watch', 'list', 'latestVersion'] }, apiError(status)),
  // What is written before it is noticed may get a version that was there before: no client could tell.
  restore: async (bench, _step, _informer, backup) => {
    bench.server.restore(backup);
    await bench.recover();
  },
} satisfies Record<string, Stepper>;

/** Stops it, lets go on what was under way, and lets time and objects go on. */
async function asksAndTellsNothingMore(bench: Bench, informer: Informer<ConfigMap>, goOn: () => void): Promise<void> {
  bench.asked();
  const [{ length: changes }, { length: failures }, { syncs }] = [bench.changes, bench.failures, bench];
  informer.stop();
  goOn();
  await settled();
  assert.equal(bench.clock.waiting, 0);
  await bench.write('a', 'late');
  await bench.advance(600_000);
  assert.deepEqual([bench.changes.length, bench.failures.length, bench.syncs], [changes, failures, syncs]);
  assert.deepEqual(bench.asked(), []);
  assert.equal(bench.clock.waiting, 0);
}

function anyOf(names: readonly StepName[]): fc.Arbitrary<Step> {
  return fc.record({
    do: fc.constantFrom(...names),
    name: fc.constantFrom('a', 'b', 'c'),
    by: fc.constantFrom(50, 1_000, 400_000),
    status: fc.constantFrom(410, 429, 500),
  });
}

/** Whatever happened, in the end it holds what the server holds, and it went back only with the server. */
async function staysTrue(steps: readonly Step[]): Promise<void> {
  const bench = new Bench();
  const backup = bench.server.snapshot();
  const versions = new Map<string, string>();
  const wentBack: string[] = [];
  const informer = bench.informer({
    changed: (key, current) => {
      const now = current?.metadata.resourceVersion;
      if (now === undefined) return;
      if (Number(now) <= Number(versions.get(key) ?? 0)) wentBack.push(key);
      versions.set(key, now);
    },
  });
  informer.start();
  for (const step of steps) {
    await steppers[step.do](bench, step, informer, backup);
    if (step.do === 'restore') versions.clear();
  }
  await bench.recover();
  assert.deepEqual(heldBy(informer), bench.state());
  assert.deepEqual([informer.isSynced, informer.lastError, wentBack], [true, undefined, []]);
  informer.stop();
}

describe('Informer', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });

  const start = async (options: Partial<InformerOptions<ConfigMap>> = {}): Promise<Informer<ConfigMap>> => {
    const informer = bench.informer(options);
    informer.start();
    await settled();
    return informer;
  };

  it('takes the present state as a stream, says when it is whole, and follows the changes', async () => {
    await bench.write('a', '1');
    const informer = bench.informer();
    assert.equal(informer.isSynced, false);
    informer.start();
    await settled();
    assert.deepEqual([informer.isSynced, bench.syncs, bench.changes], [true, 1, ['shop/a: - > 1']]);
    await bench.write('a', '2');
    await bench.write('b', '1');
    await bench.remove('a');
    await settled();
    assert.deepEqual(bench.changes.slice(1), ['shop/a: 1 > 2', 'shop/b: - > 1', 'shop/a: 2 > -']);
    assert.deepEqual(bench.asked(), ['watch']);
  });

  it('is not synced before the state is whole', async () => {
    await bench.write('a', '1');
    bench.server.listStreams = 'ignored';
    const informer = await start();
    assert.deepEqual([informer.isSynced, informer.store.size, bench.syncs], [false, 0, 0]);
  });

  for (const [how, server] of [
    ['refuses', 'refused'],
    ['does not heed', 'ignored'],
  ] as const) {
    it(`lists where the server ${how} the wish for a stream, also when it did serve it before`, async () => {
      await bench.write('a', '1');
      const informer = await start();
      bench.asked();
      bench.server.listStreams = server;
      await bench.remove('a');
      bench.server.breakWatches();
      await bench.write('b', '1');
      bench.server.forgetChanges();
      await bench.advance(200);
      bench.server.sendBookmarks();
      await settled();
      assert.deepEqual(bench.asked(), ['latestVersion', 'watch', 'watch', 'list', 'watch']);
      assert.deepEqual(heldBy(informer), { 'shop/b': '1' });
      // From now on it does not even ask.
      await bench.advance(1_000);
      bench.server.breakWatches();
      await bench.write('c', '1');
      bench.server.forgetChanges();
      await bench.advance(200);
      assert.deepEqual(bench.asked(), ['latestVersion', 'watch', 'list', 'watch']);
      assert.deepEqual(heldBy(informer), { 'shop/b': '1', 'shop/c': '1' });
      assert.deepEqual(bench.failures.length, 2);
    });
  }

  it('lists when the stream ends before the state is whole', async () => {
    await bench.write('a', '1');
    bench.server.listStreams = 'ignored';
    const informer = await start();
    bench.server.endWatches();
    await settled();
    assert.deepEqual(bench.asked(), ['watch', 'list', 'watch']);
    assert.deepEqual([heldBy(informer), bench.failures], [{ 'shop/a': '1' }, []]);
  });

  it('goes on where it was after a break: without a list, and missing nothing', async () => {
    await bench.write('a', '1');
    const informer = await start();
    bench.asked();
    bench.server.breakWatches();
    await bench.write('a', '2');
    await bench.write('b', '1');
    await bench.remove('b');
    await bench.advance(99);
    assert.deepEqual(bench.asked(), []);
    await bench.advance(1);
    assert.deepEqual(bench.asked(), ['latestVersion', 'watch']);
    assert.deepEqual(bench.changes.slice(1), ['shop/a: 1 > 2', 'shop/b: - > 1', 'shop/b: 1 > -']);
    assert.deepEqual([informer.isSynced, bench.syncs, bench.failures.length], [true, 1, 1]);
  });

  it('goes on from the last bookmark, so that a quiet type need not be listed again', async () => {
    const informer = await start({ labelSelector: 'quiet' });
    await bench.write('a', '1');
    bench.server.sendBookmarks();
    await settled();
    assert.equal(informer.store.passed, bench.server.version);
    bench.server.forgetChanges();
    bench.server.breakWatches();
    bench.asked();
    await bench.advance(200);
    assert.deepEqual(bench.asked(), ['latestVersion', 'watch']);
  });

  it('goes on at once when a watch has ended after its time', async () => {
    await start();
    bench.asked();
    await bench.advance(300_000);
    assert.deepEqual([bench.asked(), bench.failures], [['watch'], []]);
  });

  it('lists at once when its version has expired, and notices what is gone', async () => {
    await bench.write('a', '1');
    await bench.write('b', '1');
    const informer = await start();
    bench.server.breakWatches();
    await bench.remove('a');
    await bench.write('b', '2');
    bench.server.forgetChanges();
    bench.asked();
    await bench.advance(200);
    assert.deepEqual(bench.asked(), ['latestVersion', 'watch', 'watch']);
    assert.deepEqual([heldBy(informer), bench.syncs], [{ 'shop/b': '2' }, 2]);
    // The break alone counts as a failure.
    assert.equal(bench.failures.length, 1);
    assert.equal(informer.lastError, undefined);
  });

  it('lists when the server went back to an earlier version', async () => {
    await bench.write('a', '1');
    const informer = await start();
    const backup = bench.server.snapshot();
    await bench.write('a', '2');
    await bench.write('b', '1');
    await settled();
    bench.server.restore(backup);
    await bench.advance(200);
    assert.deepEqual(heldBy(informer), { 'shop/a': '1' });
    await bench.write('a', 'anew');
    await settled();
    assert.deepEqual(heldBy(informer), { 'shop/a': 'anew' });
  });

  it('waits twice as long after each failure, up to half a minute', async () => {
    bench.server.faults.fail({ verb: 'watch', times: 12 }, reset);
    const informer = await start();
    const expected = [100, 200, 400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000, 15_000, 15_000];
    for (const [index, delay] of expected.entries()) {
      assert.equal(bench.failures.length, index + 1);
      assert.equal(informer.lastError, reset);
      bench.asked();
      await bench.advance(delay - 1);
      assert.deepEqual(bench.asked(), []);
      await bench.advance(1);
      assert.deepEqual(bench.asked(), ['watch']);
    }
    assert.deepEqual([informer.isSynced, informer.lastError], [true, undefined]);
  });

  it('spreads its waits by chance', async () => {
    bench.server.faults.fail({ verb: 'watch' }, reset);
    await start({ random: () => 0.5 });
    bench.asked();
    await bench.advance(149);
    assert.deepEqual(bench.asked(), []);
    await bench.advance(1);
    assert.deepEqual(bench.asked(), ['watch']);
  });

  it('begins with short waits again once it was true for a while', async () => {
    bench.server.faults.fail({ verb: 'watch', times: 5 }, reset);
    await start();
    for (const delay of [100, 200, 400, 800, 1600]) await bench.advance(delay);
    await bench.advance(1_000);
    bench.server.breakWatches();
    await settled();
    bench.asked();
    await bench.advance(100);
    assert.deepEqual(bench.asked(), ['latestVersion', 'watch']);
  });

  it('waits longer and longer for a server that breaks whatever it begins', async () => {
    await bench.write('a', '1');
    await start();
    for (const delay of [100, 200, 400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000]) {
      bench.server.breakWatches();
      await settled();
      bench.asked();
      await bench.advance(delay - 1);
      assert.deepEqual(bench.asked(), []);
      await bench.advance(1);
      assert.deepEqual(bench.asked(), ['latestVersion', 'watch']);
    }
  });

  it('does not hammer a server that ends watches at once, nor call that a failure', async () => {
    const informer = await start();
    for (const delay of [100, 200, 400]) {
      bench.server.endWatches();
      await settled();
      bench.asked();
      await bench.advance(delay - 1);
      assert.deepEqual(bench.asked(), []);
      await bench.advance(1);
      assert.deepEqual(bench.asked(), ['watch']);
    }
    assert.deepEqual([bench.failures, informer.lastError], [[], undefined]);
  });

  it('does not hammer a server for which even a new list has expired', async () => {
    bench.server.faults.fail({ verb: 'watch', times: 4 }, apiError(410));
    await start();
    for (const delay of [100, 200, 400, 800]) {
      bench.asked();
      await bench.advance(delay - 1);
      assert.deepEqual(bench.asked(), []);
      await bench.advance(1);
      assert.deepEqual(bench.asked(), ['watch']);
    }
    assert.equal(bench.failures.length, 4);
  });

  it('waits as long as the server asks, within reason, and does not call that a failure', async () => {
    bench.server.faults.fail({ verb: 'watch' }, apiError(429, 7_000));
    bench.server.faults.fail({ verb: 'watch' }, apiError(429, 1e12));
    await start();
    bench.asked();
    await bench.advance(6_999);
    assert.deepEqual(bench.asked(), []);
    await bench.advance(1);
    assert.deepEqual(bench.asked(), ['watch']);
    await bench.advance(299_999);
    assert.deepEqual([bench.asked(), bench.failures], [[], []]);
    await bench.advance(1);
    assert.deepEqual(bench.asked(), ['watch']);
  });

  it('tries again at once when told to hurry', async () => {
    bench.server.faults.fail({ verb: 'watch', times: 3 }, reset);
    const informer = await start();
    await bench.advance(100);
    bench.asked();
    informer.hurry();
    await settled();
    assert.deepEqual(bench.asked(), ['watch']);
    informer.hurry();
    await settled();
    assert.equal(informer.isSynced, true);
    informer.hurry();
    await settled();
    assert.deepEqual(bench.asked(), ['watch']);
  });

  for (const error of [
    reset,
    apiError(401),
    apiError(403),
    apiError(404),
    apiError(422),
    apiError(500),
    apiError(504),
  ]) {
    it(`keeps what it holds through ${error.message}`, async () => {
      await bench.write('a', '1');
      const informer = await start();
      bench.server.faults.fail({ verb: ['watch', 'list', 'latestVersion'], times: 5 }, error);
      bench.server.forgetChanges();
      bench.server.breakWatches();
      for (let round = 0; round < 3; round++) {
        await bench.advance(30_000);
        assert.deepEqual([heldBy(informer), informer.isSynced], [{ 'shop/a': '1' }, true]);
      }
      await bench.write('a', '2');
      for (let round = 0; round < 3; round++) await bench.advance(30_000);
      assert.deepEqual([heldBy(informer), informer.lastError], [{ 'shop/a': '2' }, undefined]);
    });
  }

  it('gets on again as soon as the server agrees to watch, events or not', async () => {
    const informer = await start();
    bench.server.breakWatches();
    await settled();
    assert.ok(informer.lastError instanceof ConnectionError);
    await bench.advance(200);
    assert.equal(informer.lastError, undefined);
  });

  it('keeps to its namespace and labels, and to what is to be kept of an object', async () => {
    await bench.write('a', '1', { labels: { app: 'shop' } });
    await bench.write('b', '1');
    for (const listStreams of ['served', 'refused'] as const) {
      bench.server.listStreams = listStreams;
      const informer = await start({ namespace: 'shop', labelSelector: 'app=shop', transform: withoutData });
      await bench.write('a', listStreams, { labels: { app: 'shop' } });
      await settled();
      const metadata = { name: 'a', namespace: 'shop', resourceVersion: bench.server.version };
      assert.deepEqual([...informer.store.values()], [{ metadata }]);
    }
    const elsewhere = await start({ namespace: 'elsewhere' });
    assert.deepEqual([elsewhere.isSynced, elsewhere.store.size], [true, 0]);
  });

  it('does not keep managedFields', () => {
    const managed = {
      metadata: { name: 'a', managedFields: [{ manager: 'x' }], resourceVersion: '7' },
      data: { step: '1' },
    };
    const informer = bench.informer();
    informer.observeWrite(managed);
    assert.deepEqual(
      [...informer.store.values()],
      [{ metadata: { name: 'a', resourceVersion: '7' }, data: { step: '1' } }],
    );
  });

  it('tells of a write of ours once, whether its answer or its echo comes first', async () => {
    const informer = await start();
    const early = await bench.write('a', '1');
    informer.observeWrite(early);
    await settled();
    const late = await bench.write('a', '2');
    await settled();
    informer.observeWrite(late);
    assert.deepEqual(bench.changes, ['shop/a: - > 1', 'shop/a: 1 > 2']);
  });

  it('goes on when a handler throws, and says so', async () => {
    const told: string[] = [];
    await bench.write('a', '1');
    await bench.write('b', '1');
    const informer = await start({
      changed: (key, current) => {
        if (told.push(`${key}: ${current?.data?.['step']}`) % 2 === 1) throw new Error('too much');
      },
    });
    assert.deepEqual([informer.isSynced, String(bench.failures[0])], [false, 'Error: too much']);
    await bench.advance(200);
    await bench.write('a', '2');
    await settled();
    await bench.write('b', '2');
    await bench.advance(200);
    assert.deepEqual(heldBy(informer), bench.state());
    assert.deepEqual(told, ['shop/a: 1', 'shop/b: 1', 'shop/a: 2', 'shop/b: 2']);
  });

  describe('once it is stopped', () => {
    it('in the middle of a watch, asks and tells nothing more', async () => {
      const informer = await start();
      const write = bench.write('a', '1');
      await asksAndTellsNothingMore(bench, informer, () => {});
      informer.observeWrite(await write);
      assert.deepEqual(bench.changes, []);
    });

    it('in the middle of a stream of the present state, asks and tells nothing more', async () => {
      await bench.write('a', '1');
      bench.server.listStreams = 'ignored';
      await asksAndTellsNothingMore(bench, await start(), () => bench.server.sendBookmarks());
    });

    it('in the middle of a list, asks and tells nothing more', async () => {
      bench.server.listStreams = 'refused';
      const held = bench.server.faults.hold({ verb: 'list' });
      const informer = await start();
      await held.arrived;
      await asksAndTellsNothingMore(bench, informer, () => held.release());
    });

    it('at whatever moment of a list, tells nothing more', async () => {
      for (let moment = 0; moment < 30; moment++) {
        bench = new Bench();
        bench.server.listStreams = 'refused';
        await bench.write('a', '1');
        const informer = bench.informer();
        informer.start();
        for (let tick = 0; tick < moment; tick++) await Promise.resolve();
        await asksAndTellsNothingMore(bench, informer, () => {});
      }
    });

    it('while it waits, asks and tells nothing more', async () => {
      bench.server.faults.fail({ verb: 'watch' }, reset);
      await asksAndTellsNothingMore(bench, await start(), () => {});
    });

    it('by a handler, tells nothing more of what came together', async () => {
      await bench.write('a', '1');
      const informer: Informer<ConfigMap> = await start({
        changed: (key) => {
          bench.changes.push(key);
          informer.stop();
        },
      });
      await bench.write('b', '1');
      await settled();
      assert.deepEqual(bench.changes, ['shop/a']);
    });
  });

  it('holds in the end what the server holds, whatever happened in between, and never goes back', async () => {
    const steps = fc.oneof(
      { weight: 2, arbitrary: anyOf(['write', 'remove']) },
      anyOf(['end', 'break', 'forget', 'bookmark', 'refuse', 'serve', 'settle', 'restore', 'advance', 'fail']),
    );
    await fc.assert(fc.asyncProperty(fc.array(steps, { maxLength: 30 }), staysTrue), { seed: 4711, numRuns: 150 });
  });
});
