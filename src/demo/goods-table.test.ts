import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederatedObject } from '../api/federated-object.ts';
import type { KubeObject } from '../api/meta.ts';
import type { Deployment } from './deployment.ts';
import { formatGoods, isDone, readRow } from './goods-table.ts';

const members = [
  { name: 'member-1', region: 'baltic', tier: 'prod' },
  { name: 'member-2', region: 'north', tier: 'staging' },
];
const onBaltic = { label: 'configmap/prices', isFor: ({ region }: { region: string }) => region === 'baltic' };
const everywhere = { label: 'deployment/web', isFor: () => true };
const prices: KubeObject = { metadata: { name: 'prices' } };

function federated(status: 'True' | 'False', observedGeneration = 1): FederatedObject {
  const conditions = [{ type: 'Propagation', status }] as const;
  return { metadata: { name: 'x', generation: 1 }, status: { observedGeneration, conditions } };
}

function deployment(replicas: number, available: number): Deployment {
  const spec = { replicas, template: { spec: { containers: [{ image: 'nginx:1' }] } } };
  const status = { observedGeneration: 1, updatedReplicas: replicas, availableReplicas: available };
  return { metadata: { name: 'web', generation: 1 }, spec, status };
}

function states(...args: Parameters<typeof readRow>): string[] {
  return readRow(...args).cells.map(({ state, text }) => (text === '' ? state : `${state}: ${text}`));
}

function pricesAreDone(object: FederatedObject | undefined, live: KubeObject | undefined): boolean {
  return isDone(readRow(onBaltic, object, members, [live, undefined]));
}

describe('readRow', () => {
  it('waits where an object should be, and only there', () => {
    assert.deepEqual(states(onBaltic, undefined, members, [undefined, undefined]), ['waiting', 'elsewhere']);
    assert.deepEqual(states(onBaltic, undefined, members, [prices, undefined]), ['there', 'elsewhere']);
    assert.deepEqual(states(onBaltic, undefined, members, [prices, prices]), ['there', 'waiting: should not be']);
  });

  it('waits for the Pods of a Deployment', () => {
    const live = [deployment(5, 3), deployment(1, 1)];
    assert.deepEqual(states(everywhere, undefined, members, live), ['waiting: 3 of 5 ready', 'there: 1 × nginx:1']);
    const stale = { ...deployment(5, 5), metadata: { name: 'web', generation: 2 } };
    assert.deepEqual(states(everywhere, undefined, members.slice(1), [stale]), ['waiting: 0 of 5 ready']);
  });
});

describe('isDone', () => {
  it('takes what the members have and what the host says', () => {
    assert.ok(pricesAreDone(federated('True'), prices));
    assert.ok(!pricesAreDone(federated('True'), undefined));
    assert.ok(!pricesAreDone(federated('False'), prices));
    assert.ok(!pricesAreDone(federated('True', 0), prices));
    assert.ok(!pricesAreDone(undefined, prices));
  });
});

describe('formatGoods', () => {
  it('shows objects by members', () => {
    const rows = [
      readRow(everywhere, federated('True'), members, [deployment(5, 5), deployment(1, 0)]),
      readRow(onBaltic, federated('True'), members, [prices, undefined]),
    ];
    assert.deepEqual(
      formatGoods(rows, [undefined, 41], members, (_, text) => text),
      [
        '                  member-1         member-2',
        '                  baltic prod      north staging',
        'deployment/web    ✓ 5 × nginx:1    · 0 of 1 ready',
        'configmap/prices  ✓                –                 41 ms',
      ],
    );
  });
});
