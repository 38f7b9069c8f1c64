import { describe } from 'node:test';
import { describeAbsence } from './faults/absence.ts';
import { describeMisbehaviour } from './faults/misbehaviour.ts';
import { describeSizes } from './faults/sizes.ts';
import { describeUncertainty } from './faults/uncertainty.ts';
import { useFederation } from './federation.ts';

describe('faults', () => {
  const federation = useFederation({
    members: { bremen: {}, danzig: {} },
    proxied: ['host', 'danzig'],
    types: ['configmaps', 'clusterroles.rbac.authorization.k8s.io'],
    haste: 4,
    config: { clusterHealthCheck: { period: '1s', timeout: '8s', failureThreshold: 2, successThreshold: 1 } },
  });
  describeMisbehaviour(federation);
  describeAbsence(federation);
  describeUncertainty(federation);
  describeSizes(federation);
});
