import { describe } from 'node:test';
import { describeRemoteStatus } from './collection/remote-status.ts';
import { describeServiceStatus } from './collection/service-status.ts';
import { describeVersions } from './collection/versions.ts';
import { useFederation } from './federation.ts';

describe('what is collected from the members', { concurrency: 1 }, () => {
  const federation = useFederation({
    members: { bremen: {}, danzig: {} },
    types: ['configmaps', 'deployments.apps', 'services'],
  });
  describeServiceStatus(federation);
  describeRemoteStatus(federation);
  describeVersions(federation);
});
