import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addRemoteStatuses } from './add-remote-statuses.ts';

describe('the statuses collected from members (7)', () => {
  const clusters = [
    { name: 'bremen', version: 'a/gen:1' },
    { name: 'danzig', status: 'ClusterNotReady' as const },
  ];

  it('stand beside what became of the object there', () => {
    const collected = addRemoteStatuses(clusters, (name) => (name === 'bremen' ? { readyReplicas: 2 } : undefined));
    assert.deepEqual(collected, {
      clusters: [{ name: 'bremen', version: 'a/gen:1', remoteStatus: { readyReplicas: 2 } }, clusters[1]],
      notes: [],
    });
  });

  it('are kept where they are empty', () => {
    const { clusters: kept } = addRemoteStatuses(clusters, () => ({}));
    assert.deepEqual(
      kept.map(({ remoteStatus }) => remoteStatus),
      [{}, {}],
    );
  });

  it('are left out, with a word of it, where they would not leave room for the object', () => {
    const half = { text: 'x'.repeat(260 * 1_024) };
    assert.deepEqual(addRemoteStatuses(clusters, (name) => (name === 'bremen' ? half : undefined)).notes, []);
    const collected = addRemoteStatuses(clusters, () => half);
    assert.deepEqual(collected.clusters, clusters);
    assert.match(collected.notes.join(), /^The statuses collected from 2 clusters are left out: .*512 KiB/);
  });
});
