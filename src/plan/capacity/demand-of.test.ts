import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../base/json.ts';
import { demandOf, replicasAt } from './demand-of.ts';

const path = '/spec/replicas';
const podSpec: JsonObject = { containers: [{ name: 'c', resources: { requests: { cpu: '250m' } } }] };
const requests = { cpu: 0.25, pods: 1 };

describe('demandOf', () => {
  const cases: readonly [string, JsonObject, string, ReturnType<typeof demandOf>][] = [
    ['a Deployment', { spec: { replicas: 3, template: { spec: podSpec } } }, path, { replicas: 3, requests }],
    [
      'a Job',
      { spec: { parallelism: 4, template: { spec: podSpec } } },
      '/spec/parallelism',
      { replicas: 4, requests },
    ],
    [
      'a CronJob',
      { spec: { jobTemplate: { spec: { template: { spec: podSpec } } } } },
      path,
      { replicas: 1, requests },
    ],
    ['a Pod', { spec: podSpec }, path, { replicas: 1, requests }],
    [
      'what asks for no replicas',
      { spec: { replicas: 0, template: { spec: podSpec } } },
      path,
      { replicas: 0, requests },
    ],
    ['what has no pods', { spec: { replicas: 2, template: { spec: {} } } }, path, { replicas: 2, requests: {} }],
    ['nothing at all', {}, path, { replicas: 1, requests: {} }],
    ['what makes no sense', { spec: { replicas: 'many', template: [] } }, path, { replicas: 1, requests: {} }],
  ];
  for (const [what, template, replicasPath, expected] of cases) {
    it(`reads ${what}`, () => assert.deepEqual(demandOf(template, replicasPath), expected));
  }

  it('knows which nodes the pods may run on, where they say so', () => {
    const { nodes } = demandOf({ spec: { template: { spec: { ...podSpec, nodeSelector: { zone: 'a' } } } } }, path);
    const onNode = (zone: string) => nodes?.isMeant('node-1', { allocatable: {}, labels: { zone }, taints: [] });
    assert.deepEqual([onNode('a'), onNode('b')], [true, false]);
  });
});

describe('replicasAt', () => {
  it('follows the path wherever it leads', () => {
    const object = { spec: { 'a/b': { count: 7 } } };
    assert.equal(replicasAt(object, '/spec/a~1b/count'), 7);
    assert.equal(replicasAt(object, '/spec/constructor/length'), 1);
    assert.equal(replicasAt(object, undefined), 1);
  });
});
