import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyOverrides } from './apply-overrides.ts';

const deployment = {
  metadata: { name: 'web' },
  spec: { replicas: 3, template: { spec: { containers: [{ name: 'web', image: 'web:1' }] } } },
};

describe('applyOverrides', () => {
  it('changes what is overridden, and nothing else', () => {
    const result = applyOverrides(deployment, [
      { op: 'replace', path: '/spec/replicas', value: 5 },
      { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'web:2' },
      { op: 'replace', path: '/metadata/labels', value: { region: 'eu' } },
      { op: 'add', path: '/metadata/labels/tier', value: 'front' },
    ]);
    assert.deepEqual(result, {
      ok: true,
      value: {
        metadata: { name: 'web', labels: { region: 'eu', tier: 'front' } },
        spec: { replicas: 5, template: { spec: { containers: [{ name: 'web', image: 'web:2' }] } } },
      },
    });
    assert.equal(deployment.spec.replicas, 3);
  });

  it('gives the object itself where there are none', () => {
    const result = applyOverrides(deployment, []);
    assert.ok(result.ok && result.value === deployment);
  });

  it('says which override does not fit, and why', () => {
    const result = applyOverrides(deployment, [
      { op: 'replace', path: '/spec/replicas', value: 5 },
      { op: 'add', path: '/spec/strategy/type', value: 'Recreate' },
    ]);
    assert.deepEqual(result, {
      ok: false,
      message:
        'override[1] (add /spec/strategy/type) cannot be applied: /spec/strategy is not there, so nothing can be added under it',
    });
  });
});
