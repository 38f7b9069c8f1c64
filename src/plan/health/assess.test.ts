import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { KubeObject } from '../../api/meta.ts';
import { createAssessor } from './assess.ts';
import { healthRules } from './health-rules.ts';

const metadata = { name: 'web', namespace: 'shop', generation: 2 };
const widget = { group: 'example.com', kind: 'Widget' };

/** Names that rules look for come often enough to be met. */
const key = fc.oneof(
  fc.constantFrom(
    'replicas',
    'readyReplicas',
    'conditions',
    'type',
    'status',
    'phase',
    'loadBalancer',
    'ingress',
    'state',
  ),
  fc.string(),
);
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(null, true, 0, 1, 2.5, 'True', 'Ready', 'LoadBalancer'),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
})).value;

describe('createAssessor', () => {
  const kinds = [...healthRules, widget];

  it('has an answer for whatever an object holds, and a message unless it is well', () => {
    const assessors = kinds.map((kind) => createAssessor(kind));
    fc.assert(
      fc.property(anything, anything, fc.nat(kinds.length - 1), (spec, status, index) => {
        const told = assessors[index]!({ metadata, spec, status } as KubeObject);
        assert.equal(told.health === 'Healthy', told.healthMessage === undefined);
        assert.ok(Object.values(told.replicas ?? {}).every((count) => typeof count === 'number'));
      }),
      { seed: 7, numRuns: 2_000 },
    );
  });

  it('is the same for the same object, whatever it is asked in between', () => {
    fc.assert(
      fc.property(anything, anything, (status, other) => {
        const assess = createAssessor({ group: 'apps', kind: 'Deployment' });
        const object = { metadata, status } as KubeObject;
        const first = assess(object);
        assess({ metadata, status: other } as KubeObject);
        assert.deepEqual(assess(object), first);
      }),
      { seed: 7 },
    );
  });

  it('holds one value for all that is well and says no more', () => {
    const assess = createAssessor({ group: '', kind: 'ConfigMap' });
    assert.equal(assess({ metadata }), assess({ metadata: { name: 'other' } }));
  });

  it('collects fields by name, what is there and not too large', () => {
    const assess = createAssessor(widget, {
      fields: [
        { name: 'address', path: '/status/addresses/0/ip' },
        { name: 'labels', path: '/metadata/labels' },
        { name: 'slashed', path: '/metadata/labels/a~1b' },
        { name: 'second', path: '/status/addresses/1/ip' },
        { name: 'inherited', path: '/status/constructor' },
        { name: 'large', path: '/status/log' },
      ],
    });
    const status = { addresses: [{ ip: '192.0.2.7' }], log: 'x'.repeat(1_024) };
    assert.deepEqual(assess({ metadata: { ...metadata, labels: { 'a/b': 'c' } }, status } as KubeObject), {
      health: 'Healthy',
      fields: { address: '192.0.2.7', labels: { 'a/b': 'c' }, slashed: 'c' },
    });
    assert.deepEqual(assess({ metadata }), { health: 'Healthy' });
  });

  describe('with expressions', () => {
    const expressions = {
      healthy: "object.status.phase == 'Ready'",
      degraded: "object.status.phase == 'Failed'",
      suspended: 'has(object.spec) && has(object.spec.stop) && object.spec.stop',
      message: "object.status.phase + ' since ' + string(object.status.tries) + ' tries'",
    };
    const told = (more: object, change: object = {}) => {
      const { health, healthMessage } = createAssessor(widget, { expressions: { ...expressions, ...change } })({
        metadata: { ...metadata, managedFields: [{ manager: 'x' }] },
        ...more,
      } as KubeObject);
      return healthMessage === undefined ? health : `${health}: ${healthMessage}`;
    };
    const cases: readonly [what: string, told: string, is: string][] = [
      ['healthy', told({ status: { phase: 'Ready' } }), 'Healthy'],
      ['degraded', told({ status: { phase: 'Failed', tries: 3 } }), 'Degraded: Failed since 3 tries'],
      ['none of them', told({ status: { phase: 'New', tries: 1 } }), 'Progressing: New since 1 tries'],
      [
        'suspended',
        told({ spec: { stop: true }, status: { phase: 'Ready', tries: 0 } }),
        'Suspended: Ready since 0 tries',
      ],
      [
        'without a message that has an answer',
        told({ status: { phase: 'Failed' } }),
        'Degraded: spec.health.degraded holds; spec.health.message of the FederatedTypeConfig has no answer: field not found: tries',
      ],
      [
        'without a status',
        told({}),
        'Unknown: spec.health.degraded of the FederatedTypeConfig has no answer: field not found: status',
      ],
      [
        'with an expression that makes no sense',
        told({ status: { phase: 'Ready' } }, { healthy: 'object.' }),
        'Unknown: spec.health.healthy of the FederatedTypeConfig makes no sense: at character 7: found . but expecting end of input',
      ],
      [
        'with an expression that is no question',
        told({ status: { phase: 'Ready' } }, { healthy: 'object.status.phase' }),
        'Unknown: spec.health.healthy of the FederatedTypeConfig has no answer: its value is neither true nor false',
      ],
      [
        'that has changed',
        told({ status: { observedGeneration: 1, phase: 'Ready' } }),
        'Progressing: its controller has not looked at its newest version yet',
      ],
    ];
    for (const [what, said, is] of cases) it(`tells of what is ${what}`, () => assert.equal(said, is));

    it('goes by them instead of the rule of the kind, and counts all the same', () => {
      const assess = createAssessor({ group: 'apps', kind: 'Deployment' }, { expressions: { healthy: 'true' } });
      const replicas = { wanted: 3, ready: 0, updated: 0, available: 0 };
      assert.deepEqual(assess({ metadata, spec: { replicas: 3 } } as KubeObject), { health: 'Healthy', replicas });
    });
  });
});
