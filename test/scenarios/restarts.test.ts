import { describe } from 'node:test';
import { useFederation } from './federation.ts';
import { describeCrashes } from './restarts/crashes.ts';
import { describeSuccession } from './restarts/succession.ts';
import { describeWrites } from './restarts/writes.ts';

describe('controllers', () => {
  const federation = useFederation({
    members: { bremen: {}, danzig: {} },
    types: ['configmaps', 'deployments.apps'],
    split: ['configmaps'],
    // Who is killed cannot give leadership back, and whoever follows waits until it is over.
    config: { leaderElect: { leaseDuration: '1s', renewDeadline: '800ms', retryPeriod: '200ms' } },
    managed: false,
    alone: true,
  });
  describeWrites(federation);
  describeSuccession(federation);
  describeCrashes(federation);
});
