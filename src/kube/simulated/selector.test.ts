import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contractTypes } from '../testing/client-contract.ts';
import { parseFieldSelector, parseLabelSelector } from './selector.ts';

const object = { metadata: { name: 'web', namespace: 'shop', labels: { app: 'web', 'example.com/tier': '' } } };

describe('parseLabelSelector', () => {
  for (const [text, matches] of [
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app=we', false],
    ['app!=web', false],
    ['other!=web', true],
    ['app', true],
    ['!app', false],
    ['!other', true],
    ['example.com/tier=', true],
    ['app=web, example.com/tier', true],
    ['app=web,other', false],
  ] as const) {
    it(`finds that "${text}" ${matches ? 'holds' : 'does not hold'}`, () => {
      assert.equal(parseLabelSelector(text)?.(object), matches);
    });
  }

  it('reads nothing else', () => {
    for (const text of ['app in (web)', 'app===web', '!app=web', 'a b', '=web']) {
      assert.equal(parseLabelSelector(text), undefined, text);
    }
  });
});

describe('parseFieldSelector', () => {
  const { configMaps, pods } = contractTypes;

  it('knows name and namespace alone', () => {
    assert.equal(parseFieldSelector('metadata.name=web,metadata.namespace!=other', configMaps)?.(object), true);
    assert.equal(parseFieldSelector('metadata.name=other', configMaps)?.(object), false);
    assert.equal(parseFieldSelector('', configMaps)?.(object), true);
    assert.equal(parseFieldSelector('status.phase=Running', configMaps), undefined);
    assert.equal(parseFieldSelector('metadata.name', configMaps), undefined);
    assert.equal(parseFieldSelector('constructor=x', configMaps), undefined);
  });

  it('knows the node and the phase of pods as well', () => {
    const pod = { ...object, spec: { nodeName: 'node-1' }, status: { phase: 'Running' } };
    const isOnNode = parseFieldSelector('spec.nodeName!=,status.phase!=Failed,metadata.name=web', pods);
    assert.deepEqual([isOnNode?.(pod), isOnNode?.(object)], [true, false]);
    assert.equal(parseFieldSelector('spec.replicas=1', pods), undefined);
  });
});
