import { describe } from 'node:test';
import { describeClusters } from './changes/clusters.ts';
import { describeNamespaces } from './changes/namespaces.ts';
import { describeSettings } from './changes/settings.ts';
import { describeTypes } from './changes/types-at-run-time.ts';
import { useFederation } from './federation.ts';

describe('a federation that changes', { concurrency: 8 }, () => {
  const federation = useFederation({
    members: { bremen: {}, danzig: {}, luebeck: {} },
    full: ['host', 'danzig'],
    hostJoins: true,
    types: ['configmaps', 'secrets', 'serviceaccounts'],
  });
  describeNamespaces(federation);
  describeTypes(federation);
  describeClusters(federation);
  describeSettings(federation);
});
