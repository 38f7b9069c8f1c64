import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { inFlight } from './in-flight.ts';

describe('inFlight', () => {
  it('does everything once, in order, and never more at once than it may', async () => {
    const begun: number[] = [];
    let [now, most] = [0, 0];
    await inFlight(10, 3, async (index) => {
      begun.push(index);
      most = Math.max(most, ++now);
      await setImmediate();
      now -= 1;
    });
    assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.equal(most, 3);
    assert.equal(now, 0);
  });

  it('has nothing to do with nothing', async () => {
    await inFlight(0, 3, () => assert.fail('there is no work'));
  });

  it('begins nothing more after a failure', async () => {
    const begun: number[] = [];
    const work = async (index: number) => {
      begun.push(index);
      await setImmediate();
      if (index === 1) throw new Error('no more');
    };
    await assert.rejects(inFlight(100, 2, work), /no more/);
    assert.ok(begun.length <= 4, `${begun.length} begun`);
  });
});
