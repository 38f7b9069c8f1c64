import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { JsonObject } from '../../base/json.ts';
import type { Resources } from '../schedule/facts.ts';
import { podRequests } from './pod-requests.ts';

const seed = 20260101;

/** `2` asks for two cores. */
function container(cpu: number | string, more: JsonObject = {}): JsonObject {
  return { name: 'c', resources: { requests: { cpu } }, ...more };
}

const sidecar = { restartPolicy: 'Always' };
const one = { pods: 1 };

describe('podRequests', () => {
  const cases: readonly [string, JsonObject, Resources][] = [
    ['nothing but a place, where nothing is asked for', { containers: [{ name: 'c' }] }, one],
    ['its containers together', { containers: [container('500m'), container(1.5)] }, { cpu: 2, ...one }],
    [
      'all resources there are',
      {
        containers: [{ resources: { requests: { cpu: '1', memory: '1Gi', 'example.com/gpu': '2' } } }],
      },
      { cpu: 1, memory: 2 ** 30, 'example.com/gpu': 2, ...one },
    ],
    [
      'its limits, where nothing else is said',
      { containers: [{ resources: { limits: { cpu: '2', memory: '10' }, requests: { cpu: '1' } } }] },
      { cpu: 1, memory: 10, ...one },
    ],
    [
      'what starts first, where that needs more',
      { containers: [container(1), container(1)], initContainers: [container(5), container(3)] },
      { cpu: 5, ...one },
    ],
    [
      'what runs, where that needs more than what starts first',
      { containers: [container(3), container(3)], initContainers: [container(5)] },
      { cpu: 6, ...one },
    ],
    [
      'its sidecars as well',
      { containers: [container(1)], initContainers: [container(2, sidecar), container(1, sidecar)] },
      { cpu: 4, ...one },
    ],
    [
      'what starts beside the sidecars that came before it, and not beside those after it',
      { containers: [container(1)], initContainers: [container(1, sidecar), container(5), container(2, sidecar)] },
      { cpu: 6, ...one },
    ],
    [
      'what starts before any sidecar, alone',
      { containers: [container(1)], initContainers: [container(5), container(2, sidecar)] },
      { cpu: 5, ...one },
    ],
    [
      'what is asked for as a whole, instead of the sum',
      {
        containers: [{ resources: { requests: { cpu: '4', 'example.com/gpu': '1' } } }],
        resources: { requests: { cpu: '1' } },
      },
      { cpu: 1, 'example.com/gpu': 1, ...one },
    ],
    [
      'a limit of the whole, where nothing else is said',
      { containers: [container(4)], resources: { limits: { cpu: '9', memory: '100' } } },
      { cpu: 4, memory: 100, ...one },
    ],
    [
      'its overhead on top',
      { containers: [container(1)], initContainers: [container(2)], overhead: { cpu: '250m', memory: '8' } },
      { cpu: 2.25, memory: 8, ...one },
    ],
    [
      'nothing for what makes no sense',
      { containers: [container('lots'), container(-1), 'c', null], initContainers: 'none', overhead: [] },
      one,
    ],
  ];
  for (const [what, spec, expected] of cases) it(`are ${what}`, () => assert.deepEqual(podRequests(spec), expected));

  const thousandths = fc.integer({ min: 0, max: 4_000 });
  const pod = fc.record({
    containers: fc.array(thousandths, { minLength: 1, maxLength: 4 }),
    starting: fc.array(fc.tuple(thousandths, fc.boolean()), { maxLength: 4 }),
  });

  it('are what the pod needs at its worst moment', () => {
    fc.assert(
      fc.property(pod, ({ containers, starting }) => {
        const spec = {
          containers: containers.map((milli) => container(`${milli}m`)),
          initContainers: starting.map(([milli, stays]) => container(`${milli}m`, stays ? sidecar : {})),
        };
        // Its life played: each moment is what stays and what runs just then.
        let [stays, worst] = [0, 0];
        for (const [milli, isSidecar] of starting) {
          worst = Math.max(worst, stays + milli);
          if (isSidecar) stays += milli;
        }
        worst = Math.max(
          worst,
          containers.reduce((sum, milli) => sum + milli, stays),
        );
        assert.equal(Math.round((podRequests(spec)['cpu'] ?? 0) * 1_000), worst);
      }),
      { seed, numRuns: 500 },
    );
  });
});
