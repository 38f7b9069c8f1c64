import { describe } from 'node:test';
import { useFederation } from './federation.ts';
import { describeCrashes } from './restarts/crashes.ts';
import { describeSuccession } from './restarts/succession.ts';
import { describeWrites } from './restarts/writes.ts';

describe('controllers', () => {
  const federation = useFederation({
    members: { bremen: {}, danzig: {} },
    types: ['configmaps', 'deployments.apps'],
    managed: false,
  });
  describeWrites(federation);
  describeSuccession(federation);
  describeCrashes(federation);
});
