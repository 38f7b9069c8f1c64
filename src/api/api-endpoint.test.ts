import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endpointUrl } from './api-endpoint.ts';
import { acceptedEndpoints } from './testing/kubefed-cluster-cases.ts';

describe('endpointUrl', () => {
  it('takes https where the endpoint says no scheme', () => {
    assert.equal(endpointUrl('example.com:6443'), 'https://example.com:6443');
    assert.equal(endpointUrl('[2001:db8::1]/'), 'https://[2001:db8::1]/');
    assert.equal(endpointUrl('http://example.com/path'), 'http://example.com/path');
  });

  it('makes a URL of every endpoint that is accepted', () => {
    assert.equal(acceptedEndpoints.length, 160);
    for (const endpoint of acceptedEndpoints) assert.ok(URL.canParse(endpointUrl(endpoint)), endpoint);
  });
});
