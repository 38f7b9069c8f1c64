import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SteppingClock } from '../base/stepping-clock.ts';
import { silentMeter } from './meter.ts';
import { KeyedQueue, type RunResult } from './keyed-queue.ts';

interface Run {
  readonly key: string;
  readonly finish: (result: RunResult | Error) => Promise<void>;
}

/** A queue whose runs wait until the test ends them. */
function harness(concurrency = 2, clock: SteppingClock = new SteppingClock()) {
  const runs: Run[] = [];
  const failures: string[] = [];
  const queue = new KeyedQueue({
    clock,
    random: () => 1,
    concurrency: () => concurrency,
    meter: silentMeter.controller('test'),
    backoff: { base: 100, cap: 400, factor: 2 },
    run(key) {
      const { promise, resolve, reject } = Promise.withResolvers<RunResult>();
      runs.push({
        key,
        finish: async (result) => {
          if (result instanceof Error) reject(result);
          else resolve(result);
          await settled();
        },
      });
      return promise;
    },
    failed: (key) => failures.push(key),
  });
  const started = () => runs.map(({ key }) => key);
  return { clock, queue, runs, failures, started };
}

/** Lets everything that is due in microtasks happen. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

describe('KeyedQueue', () => {
  it('runs each key once, however often it is added before its turn', async () => {
    const { queue, started } = harness();
    for (const key of ['a', 'b', 'a', 'a']) queue.add(key);
    await settled();
    assert.deepEqual(started(), ['a', 'b']);
  });

  it('runs no more at once than its concurrency, in the order they came', async () => {
    const { queue, runs, started } = harness(1);
    for (const key of ['a', 'b', 'c']) queue.add(key);
    await settled();
    assert.deepEqual(started(), ['a']);
    await runs[0]!.finish('done');
    assert.deepEqual(started(), ['a', 'b']);
  });

  it('runs a key once more, not twice at once, when it is added while it runs', async () => {
    const { queue, runs, started } = harness();
    queue.add('a');
    await settled();
    queue.add('a');
    queue.add('a');
    await settled();
    assert.deepEqual(started(), ['a']);
    await runs[0]!.finish('done');
    assert.deepEqual(started(), ['a', 'a']);
    await runs[1]!.finish('done');
    assert.equal(queue.isIdle, true);
  });

  it('waits longer after each failure up to the cap, and starts over after a success', async () => {
    const { clock, queue, runs, started } = harness();
    queue.add('a');
    await settled();
    for (const wait of [100, 200, 400, 400]) {
      await runs.at(-1)!.finish({ retry: 'backoff' });
      const before = started().length;
      clock.advance(wait - 1);
      await settled();
      assert.equal(started().length, before, `ran before ${wait} ms`);
      clock.advance(1);
      await settled();
      assert.equal(started().length, before + 1, `did not run after ${wait} ms`);
    }
    await runs.at(-1)!.finish('done');
    queue.add('a');
    await settled();
    await runs.at(-1)!.finish({ retry: 'backoff' });
    const before = started().length;
    clock.advance(100);
    await settled();
    assert.equal(started().length, before + 1);
  });

  it('hands a rejection to failed and tries again', async () => {
    const { clock, queue, runs, failures, started } = harness();
    queue.add('a');
    await settled();
    await runs[0]!.finish(new Error('no'));
    assert.deepEqual(failures, ['a']);
    clock.advance(100);
    await settled();
    assert.deepEqual(started(), ['a', 'a']);
  });

  it('keeps the earliest due time of a delayed key', async () => {
    const { clock, queue, started } = harness();
    queue.addAfter('a', 500);
    queue.addAfter('a', 200);
    queue.addAfter('a', 900);
    clock.advance(199);
    await settled();
    assert.deepEqual(started(), []);
    clock.advance(1);
    await settled();
    assert.deepEqual(started(), ['a']);
    clock.advance(1_000);
    await settled();
    assert.deepEqual(started(), ['a']);
  });

  it('does at once what is hurried, and leaves the rest in its delay', async () => {
    const { queue, started } = harness();
    queue.addAfter('a', 60_000);
    queue.addAfter('b', 60_000);
    queue.hurry((key) => key === 'b');
    await settled();
    assert.deepEqual(started(), ['b']);
  });

  it('starts nothing while it is paused', async () => {
    const { clock, queue, started } = harness();
    queue.pause(1_000);
    queue.add('a');
    await settled();
    assert.deepEqual(started(), []);
    clock.advance(1_000);
    await settled();
    assert.deepEqual(started(), ['a']);
  });

  it('goes on after a pause even when the timer fires a little early by the clock', async () => {
    const clock = new (class extends SteppingClock {
      slow = 0;
      override now(): number {
        return super.now() - this.slow;
      }
    })();
    const { queue, started } = harness(2, clock);
    queue.pause(1_000);
    queue.add('a');
    await settled();
    clock.slow = 1;
    clock.advance(1_001);
    await settled();
    assert.deepEqual(started(), ['a']);
  });

  it('stops when what runs is over, and starts nothing more', async () => {
    const { clock, queue, runs, started } = harness(1);
    queue.add('a');
    queue.add('b');
    queue.addAfter('c', 10);
    await settled();
    let stopped = false;
    const stop = queue.stop().then(() => (stopped = true));
    await settled();
    assert.equal(stopped, false);
    await runs[0]!.finish({ retry: 'backoff' });
    await stop;
    clock.advance(10_000);
    queue.add('d');
    await settled();
    assert.deepEqual(started(), ['a']);
    assert.equal(queue.isIdle, true);
  });
});
