import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { clusterFactsOf } from './cluster-facts.ts';

const cluster: KubeFedCluster = {
  metadata: {
    name: 'bremen',
    labels: { region: 'north' },
    annotations: {
      'score.scheduling.kubefed.io/price': '-1.5',
      'score.scheduling.kubefed.io/words': 'cheap',
      'score.scheduling.kubefed.io/empty': ' ',
      'score.scheduling.kubefed.io/endless': 'Infinity',
      price: '7',
    },
  },
  spec: {
    apiEndpoint: 'https://bremen',
    secretRef: { name: 'bremen' },
    taints: [
      { key: 'gpu', value: 'none', effect: 'NoSchedule', timeAdded: '2026-01-01T00:00:00Z' },
      { key: 'upgrade', effect: 'NoExecute' },
    ],
  },
};

describe('clusterFactsOf', () => {
  it('knows labels, taints since when, and the numbers others have found', () => {
    assert.deepEqual(clusterFactsOf(cluster, { seenSince: ({ key }) => key.length }), {
      name: 'bremen',
      labels: { region: 'north' },
      taints: [
        { key: 'gpu', value: 'none', effect: 'NoSchedule', since: 1_767_225_600_000 },
        { key: 'upgrade', effect: 'NoExecute', since: 7 },
      ],
      scores: { price: -1.5 },
    });
  });

  it('says what is free and since when it is lost only where that is known', () => {
    const free = { nodes: [1], free: { cpu: [2] } };
    const facts = clusterFactsOf(cluster, { seenSince: () => 0, lostSince: 5, free });
    assert.deepEqual([facts.lostSince, facts.free], [5, free]);
  });
});
