import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { SimulatedUsers, type Step, steps } from './testing/simulated-users.ts';

const runs = Number(process.env['HANSA_SIMULATION_RUNS'] ?? 100);
const seed = Number(process.env['HANSA_SIMULATION_SEED'] ?? 1);

/** Tells a story, puts everything right in the end, and checks that all is as wanted. */
async function tell(story: readonly Step[], watchesAreLate: boolean): Promise<void> {
  const users = await SimulatedUsers.begin(watchesAreLate);
  for (const step of story) await users.take(step);
  assert.deepEqual(await users.settle(), { surplus: [], missing: [], statuses: [] });
  assert.deepEqual(users.unaskedRemovals, []);
}

const red = { what: 'wish', name: 'a', colour: 'red' } as const;
const told: Readonly<Record<string, readonly Step[]>> = {
  'an object is deselected while it is being created': [
    { what: 'fault', server: 'bremen', how: 'hold', times: 1 },
    { ...red, clusters: ['bremen'] },
    { ...red, clusters: [] },
  ],
  'an object is deleted while it is being created, and the answer is lost': [
    { what: 'fault', server: 'bremen', how: 'lose answer', times: 1 },
    { ...red, clusters: ['bremen'] },
    { what: 'drop', name: 'a', orphaning: false },
  ],
  'an object is selected again while it is being removed': [
    { ...red, clusters: ['bremen'] },
    { what: 'meddle', cluster: 'bremen', name: 'a', how: 'hold' },
    { ...red, clusters: [] },
    { ...red, clusters: ['bremen'] },
  ],
  'the controllers end before they have noted what they wrote': [
    { what: 'fault', server: 'host', how: 'hold', times: 2 },
    { ...red, clusters: ['bremen', 'danzig'] },
    { what: 'crash' },
  ],
};

describe('the controllers, whatever happens in whatever order', () => {
  for (const [title, story] of Object.entries(told)) {
    for (const watchesAreLate of [false, true]) {
      const order = watchesAreLate ? 'answers come first' : 'watches come first';
      it(`end with exactly what is wanted when ${title} (${order})`, () => tell(story, watchesAreLate));
    }
  }

  it(`end with exactly what is wanted, and delete nothing else, in ${runs} stories of chance`, async () => {
    const stories = fc.array(steps, { minLength: 3, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(stories, fc.boolean(), (story, watchesAreLate) => tell(story, watchesAreLate)),
      { seed, numRuns: runs },
    );
  });
});
