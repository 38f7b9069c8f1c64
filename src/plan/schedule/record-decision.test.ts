import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScheduleDecision } from './schedule-decision.ts';
import { recallDecision, recordDecision } from './record-decision.ts';

const chosen = { reason: 'Chosen', message: 'it is among the best that can take it' };
const decision: ScheduleDecision = {
  outcome: 'Scheduled',
  message: 'in 4 clusters; no room for 2 replicas',
  group: 'own',
  taken: [
    { cluster: 'bremen', replicas: 3, ...chosen },
    { cluster: 'danzig', reason: 'Autoscaled', message: 'an autoscaler says so' },
    { cluster: 'reval', replicas: 2, ...chosen },
    { cluster: 'riga', replicas: 3, ...chosen },
  ],
  left: [{ clusters: ['stettin', 'visby'], reason: 'NoRoom', message: 'it has no room' }],
  unplaced: 2,
  limits: new Map([['reval', { replicas: 2, since: 1_800_000_000_123 }]]),
  former: new Map([['wismar', 4]]),
  rebalanceRequest: 'monday',
};

const among = ['bremen', 'danzig', 'reval', 'riga', 'stettin', 'visby'];

describe('recordDecision', () => {
  it('says once what is said of several clusters', () => {
    assert.deepEqual(
      recordDecision('web', decision, among).taken.map(({ clusters, replicas }) => [clusters, replicas]),
      [
        [['bremen', 'riga'], 3],
        [['danzig'], undefined],
        [['reval'], 2],
      ],
    );
  });

  it('loses nothing that the next decision starts from on the way through the status of the preference', () => {
    const stored = JSON.parse(JSON.stringify(recordDecision('web', decision, among))) as ReturnType<
      typeof recordDecision
    >;
    assert.deepEqual(recallDecision(stored), { ...decision, left: [] });
    const { group: _, rebalanceRequest: _request, ...least } = decision;
    const empty = { ...least, left: [], limits: new Map(), former: new Map() };
    assert.deepEqual(recallDecision(recordDecision('web', empty, among)), empty);
  });

  it('leaves out when to ask again: whoever reads it asks at once', () => {
    assert.deepEqual(
      recordDecision('web', { ...decision, recheckAt: 5 }, among),
      recordDecision('web', decision, among),
    );
  });
});
