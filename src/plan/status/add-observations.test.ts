import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addObservations } from './add-observations.ts';

describe('the statuses collected from members (7)', () => {
  const clusters = [
    { name: 'bremen', version: 'a/gen:1' },
    { name: 'danzig', status: 'ClusterNotReady' as const },
  ];
  const none = {};

  it('stand beside what became of the object there', () => {
    const collected = addObservations(clusters, (name) =>
      name === 'bremen' ? { remoteStatus: { readyReplicas: 2 } } : none,
    );
    assert.deepEqual(collected, {
      clusters: [{ name: 'bremen', version: 'a/gen:1', remoteStatus: { readyReplicas: 2 } }, clusters[1]],
      notes: [],
    });
  });

  it('are kept where they are empty', () => {
    const { clusters: kept } = addObservations(clusters, () => ({ remoteStatus: {} }));
    assert.deepEqual(
      kept.map(({ remoteStatus }) => remoteStatus),
      [{}, {}],
    );
  });

  it('are left out, with a word of it, where they would not leave room for the object', () => {
    const half = { text: 'x'.repeat(260 * 1_024) };
    const one = addObservations(clusters, (name) => (name === 'bremen' ? { remoteStatus: half } : none));
    assert.deepEqual(one.notes, []);
    const collected = addObservations(clusters, () => ({ remoteStatus: half }));
    assert.deepEqual(collected.clusters, clusters);
    assert.match(collected.notes.join(), /^The statuses collected from 2 clusters are left out: .*512 KiB/);
  });

  it('are left out with the fields that are collected, and health is not', () => {
    const half = { text: 'x'.repeat(260 * 1_024) };
    const collected = addObservations(clusters, (name) =>
      name === 'bremen' ? { health: 'Healthy', fields: half } : { remoteStatus: half },
    );
    assert.deepEqual(collected.clusters, [{ ...clusters[0], health: 'Healthy' }, clusters[1]]);
  });
});
