import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFederatedServiceStatus } from './federated-service-status.ts';
import { parsedValue } from './testing/assert-parsed.ts';

const metadata = { name: 'web', namespace: 'shop' };

describe('parseFederatedServiceStatus', () => {
  it('keeps whatever a Service says of itself', () => {
    const clusterStatus = [
      { clusterName: 'member-1', status: { loadBalancer: { ingress: [{ ip: '192.0.2.1', ipMode: 'VIP' }] } } },
    ];
    assert.deepEqual(
      parsedValue(parseFederatedServiceStatus({ metadata, clusterStatus })).clusterStatus,
      clusterStatus,
    );
  });
});
