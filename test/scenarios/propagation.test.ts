import { describe } from 'node:test';
import { useFederation } from './federation.ts';
import { describePolicies } from './propagation/policies.ts';
import { describePlacement } from './propagation/placement.ts';
import { describeContent } from './propagation/content.ts';
import { describeRemoval } from './propagation/removal.ts';
import { describeSplit } from './propagation/split.ts';
import { describeStorms } from './propagation/storm.ts';
import { describeUpkeep } from './propagation/upkeep.ts';

describe('propagation', { concurrency: 8 }, () => {
  const federation = useFederation({
    members: { bremen: { sea: 'north' }, danzig: { sea: 'baltic' }, luebeck: { sea: 'baltic', queen: 'yes' } },
    types: ['configmaps', 'secrets', 'services', 'deployments.apps'],
    split: ['configmaps'],
  });
  describePlacement(federation);
  describePolicies(federation);
  describeContent(federation);
  describeUpkeep(federation);
  describeRemoval(federation);
  describeSplit(federation);
  describeStorms(federation);
});
