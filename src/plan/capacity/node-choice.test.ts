import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../base/json.ts';
import { nodeChoice, onAnyNode } from './node-choice.ts';
import type { NodeOffer } from './node-offer.ts';

const gpu = { key: 'gpu', value: 'a100', effect: 'NoSchedule' };
const plain: NodeOffer = { allocatable: {}, labels: { zone: 'a', cores: '8' }, taints: [] };
const tainted: NodeOffer = { ...plain, taints: [gpu] };

function affinity(...nodeSelectorTerms: readonly JsonObject[]): JsonObject {
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } };
}

function expression(key: string, operator: string, ...values: readonly string[]): JsonObject {
  return affinity({ matchExpressions: [{ key, operator, values }] });
}

function key(spec: JsonObject): string | undefined {
  return nodeChoice(spec)?.key;
}

describe('onAnyNode', () => {
  it('is on every node that keeps nobody away', () => {
    assert.deepEqual([onAnyNode('node-1', plain), onAnyNode('node-1', tainted)], [true, false]);
  });
});

describe('nodeChoice', () => {
  it('says nothing where a pod is content with any node', () => {
    assert.equal(nodeChoice({ containers: [], tolerations: [], nodeSelector: {}, affinity: {} }), undefined);
    const preferred = { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 }] };
    assert.equal(nodeChoice({ affinity: { nodeAffinity: preferred, podAffinity: {} } }), undefined);
  });

  const tolerations: readonly [JsonObject, boolean][] = [
    [{ operator: 'Exists' }, true],
    [{ key: 'gpu', operator: 'Exists' }, true],
    [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }, true],
    [{ key: 'gpu', operator: 'Exists', effect: 'NoExecute' }, false],
    [{ key: 'gpu', value: 'a100' }, true],
    [{ key: 'gpu', operator: 'Equal', value: 'h100' }, false],
    [{ key: 'gpu' }, false],
    [{ key: 'other', operator: 'Exists' }, false],
    [{ key: 'gpu', operator: 'Resembles', value: 'a100' }, false],
  ];
  for (const [toleration, expected] of tolerations) {
    it(`${expected ? 'takes' : 'leaves'} a tainted node with ${JSON.stringify(toleration)}`, () => {
      const choice = nodeChoice({ tolerations: [toleration] });
      assert.deepEqual([choice?.isMeant('node-1', tainted), choice?.isMeant('node-1', plain)], [expected, true]);
    });
  }

  const choices: readonly [string, JsonObject, boolean][] = [
    ['a label', { nodeSelector: { zone: 'a' } }, true],
    ['another value of a label', { nodeSelector: { zone: 'b' } }, false],
    ['a label that is not there', { nodeSelector: { zone: 'a', disk: 'ssd' } }, false],
    ['In', expression('zone', 'In', 'b', 'a'), true],
    ['In of other values', expression('zone', 'In', 'b'), false],
    ['NotIn', expression('zone', 'NotIn', 'a'), false],
    ['NotIn of a label that is not there', expression('disk', 'NotIn', 'ssd'), true],
    ['Exists', expression('zone', 'Exists'), true],
    ['Exists of a label that is not there', expression('disk', 'Exists'), false],
    ['DoesNotExist', expression('zone', 'DoesNotExist'), false],
    ['DoesNotExist of a label that is not there', expression('disk', 'DoesNotExist'), true],
    ['Gt', expression('cores', 'Gt', '4'), true],
    ['Gt of as much', expression('cores', 'Gt', '8'), false],
    ['Gt of a label that is not there', expression('disk', 'Gt', '0'), false],
    ['Lt', expression('cores', 'Lt', '16'), true],
    ['Lt of a label that is no number', expression('zone', 'Lt', '16'), false],
    ['an unknown operator', expression('zone', 'Like', 'a'), false],
    [
      'the name of the node',
      affinity({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] }),
      true,
    ],
    ['another field', affinity({ matchFields: [{ key: 'spec.x', operator: 'Exists' }] }), false],
    ['one of several terms', affinity({}, { matchExpressions: [{ key: 'zone', operator: 'Exists' }] }), true],
    ['a term that asks for nothing', affinity({}), false],
    ['no term at all', affinity(), false],
    [
      'all that one term asks for, which is too much',
      affinity({
        matchExpressions: [
          { key: 'zone', operator: 'Exists' },
          { key: 'disk', operator: 'Exists' },
        ],
      }),
      false,
    ],
  ];
  for (const [what, spec, expected] of choices) {
    it(`${expected ? 'takes' : 'leaves'} a node for ${what}`, () => {
      assert.equal(nodeChoice(spec)?.isMeant('node-1', plain), expected);
    });
  }

  it('has the same key for the same words', () => {
    const [one, other] = [{ nodeSelector: { a: '1', b: '2' } }, { nodeSelector: { b: '2', a: '1' } }];
    assert.equal(key(one), key(other));
    assert.notEqual(key(one), key({ ...one, tolerations: [{ operator: 'Exists' }] }));
    assert.notEqual(key(expression('zone', 'Exists')), key(expression('disk', 'Exists')));
  });
});
