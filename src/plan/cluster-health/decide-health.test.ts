import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { decideHealth, isReady, type Health, type Probe } from './decide-health.ts';

const up: Probe = { found: 'ready', kubernetesVersion: 'v1.37.2' };
const down: Probe = { found: 'offline', error: 'refused' };
const thresholds = { failure: 3, success: 2 };

function after(...probes: Probe[]): Health {
  let health: Health | undefined;
  for (const probe of probes) health = decideHealth(health, probe, thresholds);
  return health!;
}

describe('decideHealth', () => {
  const cases: readonly [string, Probe[], boolean][] = [
    ['believes the first probe, ready', [up], true],
    ['believes the first probe, not ready', [down], false],
    ['keeps a cluster that was long ready through two failures', [up, up, up, up, down, down], true],
    ['gives it up at the third failure in a row', [up, up, up, up, down, down, down], false],
    ['starts counting anew after a success in between', [up, down, down, up, down, down], true],
    ['wants two successes in a row to believe in a return', [up, down, down, down, up], false],
    ['believes in a return then', [up, down, down, down, up, up], true],
    ['counts an answer other than ok as a failure', [up, { found: 'not-ready' }, down, { found: 'not-ready' }], false],
  ];
  for (const [name, probes, ready] of cases) {
    it(name, () => assert.equal(isReady(after(...probes).probe), ready));
  }

  it('changes only after as many contrary probes in a row as the threshold says (property)', () => {
    const probes = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(probes, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (bits, failure, success) => {
        let health: Health | undefined;
        let run = 0;
        let ready = bits[0]!;
        for (const [index, bit] of bits.entries()) {
          health = decideHealth(health, bit ? up : down, { failure, success });
          run = index > 0 && bit !== ready ? run + 1 : 0;
          if (run >= (bit ? success : failure)) [ready, run] = [bit, 0];
          assert.equal(isReady(health.probe), ready);
        }
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('takes the newer words of the same standing', () => {
    const health = after(down, { found: 'offline', error: 'timed out' });
    assert.deepEqual(health.probe, { found: 'offline', error: 'timed out' });
  });
});
