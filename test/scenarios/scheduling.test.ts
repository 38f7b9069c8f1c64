import { describe } from 'node:test';
import { useFederation } from './federation.ts';
import { describeDivision } from './scheduling/division.ts';
import { describeLoss } from './scheduling/loss.ts';
import { describePreferences } from './scheduling/preferences.ts';

describe('replicas', () => {
  const federation = useFederation({
    members: { bremen: { sea: 'north' }, danzig: { sea: 'baltic' }, luebeck: { sea: 'baltic' } },
    types: ['deployments.apps', 'replicasets.apps'],
    haste: 10,
    config: {
      clusterHealthCheck: { period: '3s', timeout: '20s', failureThreshold: 2, successThreshold: 1 },
      controllerDuration: { availableDelay: '2s', unavailableDelay: '5s' },
    },
  });
  describeDivision(federation);
  describeLoss(federation);
  describePreferences(federation);
});
