import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BurstTimes, Phase } from './burst.ts';
import type { HansaBurst } from './hansa-burst.ts';
import { describeRun, formatSpread, reportTables } from './report.ts';
import type { BenchResult } from './run-bench.ts';

const hostWrites = { 'PATCH federatedconfigmaps': 1, 'PATCH federatedconfigmaps/status': 1 };

function floor(seconds: number): Record<Phase, BurstTimes> {
  const times = { seconds, userSeconds: seconds / 2 };
  return { create: times, update: times, delete: times };
}

function hansa(seconds: number, cpuMs: number): Record<Phase, HansaBurst> {
  const burst = { seconds, userSeconds: seconds / 2, hostWrites, memberWrites: { 'APPLY configmaps': 3 }, cpuMs };
  const memberWrites = { 'DELETE configmaps': 3 };
  return { create: burst, update: burst, delete: { ...burst, hostWrites: {}, memberWrites } };
}

const result: BenchResult = {
  machine: { cores: 2, processor: 'Some Processor', memoryGiB: 24, node: 'v24.1.0', kubernetes: 'v1.37.0' },
  settings: { objects: 1_000, rounds: 2, members: 3, pace: { rate: 20, seconds: 10 } },
  rounds: [
    {
      floor: { bursts: floor(4), latencies: [5, 6, 7] },
      hansa: { bursts: hansa(5, 2.5), latencies: [10, 12, 14], memoryMiB: 120.4, peakMemoryMiB: 140 },
    },
    {
      floor: { bursts: floor(4), latencies: [5, 6, 7] },
      hansa: { bursts: hansa(6, 2.5), latencies: [10, 16, 24], memoryMiB: 121, peakMemoryMiB: 140 },
    },
  ],
  restarts: [
    { hostWrites: {}, memberWrites: {}, newObjectSeconds: 0.5 },
    { hostWrites: { 'POST events': 2 }, memberWrites: {}, newObjectSeconds: 0.7 },
  ],
};

describe('reportTables', () => {
  const [burst, latency, cost, writes, memory, restart] = reportTables(result);

  it('sets Hansa beside the floor of its own round', () => {
    assert.equal(burst?.headings[0], 'BURST OF 1000');
    assert.deepEqual(burst.rows[0], [
      'create',
      '4.00',
      '5.50 (5.00-6.00)',
      '1.38 (1.25-1.50)',
      '<= 1.5',
      '2.00',
      '2.75 (2.50-3.00)',
    ]);
    assert.deepEqual(
      burst.rows.map(([phase]) => phase),
      ['create', 'update', 'delete'],
    );
  });

  it('gives percentiles of each round, not of all rounds together', () => {
    assert.deepEqual(latency?.rows, [
      ['floor', '6.0', '7.0', '7.0'],
      ['hansa', '14.0 (12.0-16.0)', '19.0 (14.0-24.0)', '19.0 (14.0-24.0)'],
      ['bar', '<= 8', '', '<= 20'],
    ]);
  });

  it('adds up the writes of one object, and then tells them apart', () => {
    assert.deepEqual(cost?.rows[0], ['create', '2.00', '<= 2', '3.00', '2.50', '<= 3']);
    assert.deepEqual(cost.rows[2], ['delete', '0.00', '<= 1', '3.00', '2.50', '<= 3']);
    assert.deepEqual(writes?.rows, [
      ['host: PATCH federatedconfigmaps', '1.00', '1.00', '0.00'],
      ['host: PATCH federatedconfigmaps/status', '1.00', '1.00', '0.00'],
      ['members: APPLY configmaps', '3.00', '3.00', '0.00'],
      ['members: DELETE configmaps', '0.00', '0.00', '3.00'],
    ]);
  });

  it('tells the memory now and at most', () => {
    assert.deepEqual(memory?.rows, [
      ['1000 x 3 in place', '121 (120-121)', '<= 150'],
      ['at its peak', '140', ''],
    ]);
  });

  it('names the writes of a restart that should not be', () => {
    assert.deepEqual(restart?.rows, [
      ['member writes', '0', '0', ''],
      ['host writes', '1 (0-2)', '0', 'POST events'],
      ['new object everywhere, s', '0.60 (0.50-0.70)', '<= 1.5', ''],
    ]);
  });
});

describe('describeRun', () => {
  it('says what was measured on what', () => {
    assert.equal(
      describeRun(result),
      '2 cores (Some Processor), 24 GiB, Node v24.1.0, Kubernetes v1.37.0; 1000 objects of 1 KB, 3 members, 2 rounds',
    );
  });
});

describe('formatSpread', () => {
  it('leaves out ends that print alike', () => {
    assert.equal(formatSpread([1.001, 1.004], 2), '1.00');
    assert.equal(formatSpread([1, 2, 4], 1), '2.0 (1.0-4.0)');
  });
});
