import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearNames } from './near-names.ts';

const plurals = ['configmaps', 'cronjobs', 'daemonsets', 'deployments', 'jobs', 'pods', 'replicasets', 'services'];

describe('nearNames', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['deploymnets', ['deployments']],
    ['Deployment', ['deployments']],
    ['deploments', ['deployments']],
    ['configmap', ['configmaps']],
    ['job', ['jobs']],
    ['jods', ['jobs', 'pods']],
    ['servcies', ['services']],
    ['gadgets', []],
    ['', []],
  ];
  for (const [text, near] of cases) {
    it(`takes ${JSON.stringify(text)} for ${near.join(' or ') || 'nothing known'}`, () =>
      assert.deepEqual(nearNames(text, plurals), near));
  }

  it('names the nearest first, each once, and not more than three', () => {
    assert.deepEqual(nearNames('member-9', ['member-12', 'member-9x', 'member-2', 'member-1', 'member-2']), [
      'member-1',
      'member-2',
      'member-9x',
    ]);
  });
});
