import { describe } from 'node:test';
import { describeAbsence } from './faults/absence.ts';
import { describeMisbehaviour } from './faults/misbehaviour.ts';
import { describeSizes } from './faults/sizes.ts';
import { useFederation } from './federation.ts';

describe('a cluster that fails', () => {
  const federation = useFederation({
    members: { bremen: {}, danzig: {} },
    proxied: ['danzig'],
    types: ['configmaps', 'secrets'],
  });
  describeMisbehaviour(federation);
  describeAbsence(federation);
  describeSizes(federation);
});
