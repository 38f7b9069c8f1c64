import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { areEquivalent } from './equivalent-types.ts';

describe('areEquivalent', () => {
  it('holds for types that moved to another group', () => {
    assert.ok(areEquivalent({ group: 'apps', plural: 'deployments' }, { group: 'extensions', plural: 'deployments' }));
    assert.ok(
      areEquivalent({ group: 'extensions', plural: 'ingresses' }, { group: 'networking.k8s.io', plural: 'ingresses' }),
    );
  });

  it('holds for no others of the same plural', () => {
    assert.ok(!areEquivalent({ group: 'apps', plural: 'deployments' }, { group: 'a.example', plural: 'deployments' }));
    assert.ok(!areEquivalent({ group: 'a.example', plural: 'widgets' }, { group: 'b.example', plural: 'widgets' }));
    assert.ok(!areEquivalent({ group: 'apps', plural: 'deployments' }, { group: 'apps', plural: 'replicasets' }));
  });
});
