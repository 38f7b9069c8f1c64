import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject, ObjectMeta } from '../../api/meta.ts';
import type { Intent } from './compose-intent.ts';
import { decideAbsent, decidePresent } from './decide-write.ts';
import { formatRecordedVersion, objectVersionOf, parseRecordedVersion } from './recorded-version.ts';

const intent: Intent = {
  type: { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true },
  ref: { namespace: 'shop', name: 'web' },
  object: { metadata: { name: 'web', labels: { 'kubefed.io/managed': 'true', tier: 'web' } } },
  hash: 'h1',
};
const labels = { 'kubefed.io/managed': 'true', tier: 'web', added: 'by somebody' };

function live(more: Partial<ObjectMeta> = {}): KubeObject {
  return { metadata: { name: 'web', namespace: 'shop', resourceVersion: '9', labels, ...more } };
}

describe('decidePresent', () => {
  const cases: readonly [string, KubeObject | undefined, string | undefined, string][] = [
    ['creates what the cluster does not have', undefined, 'h1/rv:9', 'create'],
    ['does nothing when hash and version are those recorded', live(), 'h1/rv:9', 'nothing'],
    ['updates when the intent is another than what was written', live(), 'h0/rv:9', 'update'],
    ['compares when the object changed since', live({ resourceVersion: '10' }), 'h1/rv:9', 'compare'],
    ['compares when nothing is recorded', live(), undefined, 'compare'],
    [
      'does nothing when only status moved the resourceVersion',
      live({ generation: 4, resourceVersion: '77' }),
      'h1/gen:4',
      'nothing',
    ],
    ['compares when the generation moved', live({ generation: 5 }), 'h1/gen:4', 'compare'],
    [
      'updates when a label is gone, which moves no generation',
      live({ generation: 4, labels: {} }),
      'h1/gen:4',
      'update',
    ],
    [
      'waits while the object is being deleted',
      live({ deletionTimestamp: '2026-01-01T00:00:00Z' }),
      'h0/rv:9',
      'await-removal',
    ],
  ];
  for (const [name, object, recorded, expected] of cases) {
    it(name, () => assert.equal(decidePresent(intent, object, parseRecordedVersion(recorded)).do, expected));
  }
});

describe('decideAbsent', () => {
  const cases: readonly [string, KubeObject | undefined, boolean, string][] = [
    ['does nothing about what is not there', undefined, false, 'nothing'],
    ['deletes what is there', live(), false, 'delete'],
    ['waits for what is being deleted', live({ deletionTimestamp: 'x' }), false, 'await-removal'],
    ['takes the label off what must stay', live(), true, 'remove-label'],
  ];
  for (const [name, object, keep, expected] of cases) {
    it(name, () => assert.equal(decideAbsent(object, keep).do, expected));
  }
});

describe('recorded versions', () => {
  it('are generations where the server counts them, else resourceVersions', () => {
    assert.equal(objectVersionOf(live({ generation: 3 })), 'gen:3');
    assert.equal(objectVersionOf(live({ generation: 0 })), 'rv:9');
    assert.equal(objectVersionOf(live()), 'rv:9');
  });

  it('come back from their text, and anything else counts as never written', () => {
    const version = { hash: '0123456789abcdef', objectVersion: 'gen:12' };
    assert.deepEqual(parseRecordedVersion(formatRecordedVersion(version)), version);
    for (const text of [undefined, '', 'gen:1', '/gen:1']) assert.equal(parseRecordedVersion(text), undefined);
  });
});
