import { describe } from 'node:test';
import { useFederation } from './federation.ts';
import { describePolicies } from './propagation/policies.ts';
import { describePlacement } from './propagation/placement.ts';
import { describeContent } from './propagation/content.ts';
import { describeRemoval } from './propagation/removal.ts';
import { describeStorms } from './propagation/storm.ts';
import { describeUpkeep } from './propagation/upkeep.ts';

describe('propagation', { concurrency: 8 }, () => {
  const federation = useFederation({
    members: { bremen: { sea: 'north' }, danzig: { sea: 'baltic' }, luebeck: { sea: 'baltic', queen: 'yes' } },
    types: ['configmaps', 'secrets', 'services', 'deployments.apps'],
  });
  describePlacement(federation);
  describePolicies(federation);
  describeContent(federation);
  describeUpkeep(federation);
  describeRemoval(federation);
  describeStorms(federation);
});
