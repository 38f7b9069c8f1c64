import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collectionPath, objectPath, queryString } from './resource-path.ts';

const pods = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };
const nodes = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false };
const deployments = { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', namespaced: true };

describe('collectionPath', () => {
  it('leads to one namespace, or to all', () => {
    assert.equal(collectionPath(pods, 'shop'), '/api/v1/namespaces/shop/pods');
    assert.equal(collectionPath(pods), '/api/v1/pods');
    assert.equal(collectionPath(deployments, 'shop'), '/apis/apps/v1/namespaces/shop/deployments');
    assert.equal(collectionPath(nodes, 'shop'), '/api/v1/nodes');
  });
});

describe('objectPath', () => {
  it('leads to an object or its subresource', () => {
    const ref = { namespace: 'shop', name: 'web' };
    assert.equal(objectPath(deployments, ref), '/apis/apps/v1/namespaces/shop/deployments/web');
    assert.equal(objectPath(deployments, ref, 'status'), '/apis/apps/v1/namespaces/shop/deployments/web/status');
    assert.equal(objectPath(nodes, { namespace: '', name: 'n1' }), '/api/v1/nodes/n1');
  });

  it('lets no name lead elsewhere', () => {
    assert.equal(objectPath(nodes, { namespace: '', name: '../x?y#z' }), '/api/v1/nodes/..%2Fx%3Fy%23z');
    assert.equal(objectPath(pods, { namespace: 'a/b', name: 'system:x' }), '/api/v1/namespaces/a%2Fb/pods/system%3Ax');
  });

  it('refuses what would lead to the whole collection, or to another', () => {
    assert.throws(() => objectPath(pods, { namespace: 'shop', name: '' }), /pods: an object needs a name/);
    assert.throws(() => objectPath(pods, { namespace: '', name: 'web' }), /pods "web": needs a namespace/);
    for (const name of ['.', '..']) {
      assert.throws(() => objectPath(nodes, { namespace: '', name }), /nodes: "\.\.?" is no name/);
      assert.throws(() => objectPath(pods, { namespace: name, name: 'web' }), /pods "web": "\.\.?" is no namespace/);
    }
  });
});

describe('queryString', () => {
  it('holds what is defined', () => {
    assert.equal(
      queryString({ a: '1', b: undefined, labelSelector: 'x/y in (z,ü)' }),
      '?a=1&labelSelector=x%2Fy%20in%20(z%2C%C3%BC)',
    );
    assert.equal(queryString({ a: undefined }), '');
    assert.equal(queryString({}), '');
  });
});
