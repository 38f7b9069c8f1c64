import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DiscoveredType } from '../../kube/discovery.ts';
import { CommandFailure } from '../failure.ts';
import { chooseTarget } from './find-target.ts';

function type(group: string, version: string, plural: string, rest: Partial<DiscoveredType> = {}): DiscoveredType {
  return {
    group,
    version,
    plural,
    kind: 'Thing',
    singular: plural.slice(0, -1),
    shortNames: [],
    namespaced: true,
    verbs: [],
    hasStatus: false,
    preferred: true,
    ...rest,
  };
}

const discovery = {
  failed: [],
  types: [
    type('events.k8s.io', 'v1', 'events'),
    type('', 'v1', 'events'),
    type('apps', 'v1', 'deployments', { kind: 'Deployment', shortNames: ['deploy'] }),
    type('apps', 'v1beta1', 'deployments', { kind: 'Deployment', preferred: false }),
    type('a.example', 'v1', 'widgets'),
    type('b.example', 'v1', 'widgets'),
  ],
};

describe('chooseTarget', () => {
  for (const name of ['deployments', 'deployment', 'Deployment', 'DEPLOY', 'deployments.apps']) {
    it(`finds deployments.apps as ${name}, in the preferred version`, () => {
      const { group, version, plural } = chooseTarget(discovery, name, undefined);
      assert.deepEqual({ group, version, plural }, { group: 'apps', version: 'v1', plural: 'deployments' });
    });
  }

  it('finds a version that is not the preferred one when it is asked for', () => {
    assert.equal(chooseTarget(discovery, 'deploy', 'v1').version, 'v1');
    assert.equal(chooseTarget(discovery, 'deployments', 'v1beta1').version, 'v1beta1');
  });

  it('prefers the core group', () => {
    assert.equal(chooseTarget(discovery, 'events', undefined).group, '');
    assert.equal(chooseTarget(discovery, 'events.events.k8s.io', undefined).group, 'events.k8s.io');
  });

  const failures: [string, string | undefined, string][] = [
    [
      'widgets',
      undefined,
      'Multiple resources are matched by "widgets": widgets.a.example, widgets.b.example. A group-qualified plural name must be provided.',
    ],
    ['gadgets', undefined, 'Unable to find api resource named "gadgets".'],
    ['deployments', 'v9', 'Unable to find api resource named "deployments" in version "v9".'],
  ];
  for (const [name, version, message] of failures) {
    it(`says of ${name} ${version ?? ''}: ${message}`, () => {
      assert.throws(
        () => chooseTarget(discovery, name, version),
        (error) => error instanceof CommandFailure && error.message === message && error.next !== undefined,
      );
    });
  }

  it('tells of names that are near', () => {
    assert.throws(
      () => chooseTarget(discovery, 'deploymnet.apps', undefined),
      (error) => error instanceof CommandFailure && error.next === 'perhaps it is deployments.apps',
    );
  });

  it('tells of groups nothing is known about', () => {
    const partial = { ...discovery, failed: [{ group: 'metrics.k8s.io', version: 'v1', reason: '503' }] };
    assert.throws(
      () => chooseTarget(partial, 'gadgets', undefined),
      (error) => error instanceof CommandFailure && error.next?.includes('metrics.k8s.io/v1: 503') === true,
    );
  });
});
