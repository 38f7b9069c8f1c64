import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '../../api/meta.ts';
import { compilePreference, preferenceInForce, scheduleOf, type Preference } from './compile-preference.ts';

const web = { kind: 'FederatedDeployment', namespace: 'shop', name: 'web', labels: { app: 'web' } };
const named = { kind: 'FederatedDeployment', name: 'web' };
const bySelector = { kind: 'FederatedDeployment', labelSelector: { matchLabels: { app: 'web' } } };

function preference(name: string, spec: object, more: { created?: string; status?: object } = {}): Preference {
  const { created = '2026-01-01T00:00:00Z', status } = more;
  const metadata = { name, namespace: 'shop', creationTimestamp: created };
  return compilePreference({ metadata, spec, ...(status && { status }) } as KubeObject);
}

describe('compilePreference', () => {
  const selections = [
    { target: named, object: web, selected: true },
    { target: named, object: { ...web, name: 'db' }, selected: false },
    { target: named, object: { ...web, namespace: 'other' }, selected: false },
    { target: named, object: { ...web, kind: 'FederatedJob' }, selected: false },
    { target: bySelector, object: web, selected: true },
    { target: bySelector, object: { ...web, labels: {} }, selected: false },
    { target: bySelector, object: { ...web, namespace: 'other' }, selected: false },
  ];
  for (const { target, object, selected } of selections) {
    it(`${JSON.stringify(target)} is ${selected ? '' : 'not '}about ${JSON.stringify(object)}`, () => {
      assert.equal(preference('p', { target }).selects(object), selected);
    });
  }

  it('has a total and patience of its own, or those that hold otherwise', () => {
    const { compiled } = preference('p', {
      target: named,
      replicas: { divideBy: 'Weight', total: 7 },
      full: { moveAfterSeconds: 5 },
    });
    assert.deepEqual([compiled?.total, compiled?.moveAfterMs], [7, 5_000]);
    const least = preference('p', { target: named }).compiled;
    assert.deepEqual([least?.total, least?.moveAfterMs], [undefined, 60_000]);
  });

  it('means clusters by expressions; one without an answer does not mean the cluster', () => {
    const groups = [{ name: 'north', expression: "cluster.labels.region == 'north'" }];
    const has = preference('p', { target: named, clusters: { groups } }).compiled?.rule.groups[0]?.has;
    const meant = [{ region: 'north' }, { region: 'south' }, {}].map((labels) =>
      has?.({ name: 'bremen', labels, taints: [] }),
    );
    assert.deepEqual(meant, [true, false, false]);
  });

  it('says all that is wrong, and is still about its object', () => {
    const broken = preference('p', {
      target: named,
      clusters: { groups: [{ name: 'a', expression: 'cluster.' }], preferred: [{ weight: 1, expression: 'me' }] },
    });
    assert.match(broken.fault ?? '', /spec\.clusters\.groups\[0\]\.expression: .*; spec\.clusters\.preferred\[0\]/);
    assert.deepEqual([broken.compiled, broken.selects(web)], [undefined, true]);
  });

  it('is about everything in its namespace where nothing of it can be read', () => {
    const broken = preference('p', { target: { kind: 'FederatedDeployment' } });
    assert.match(broken.fault ?? '', /name or labelSelector/);
    const others = [
      { ...web, kind: 'FederatedJob' },
      { ...web, namespace: 'other' },
    ];
    assert.deepEqual(
      others.map((object) => broken.selects(object)),
      [true, false],
    );
  });

  it('remembers what it has decided of each object', () => {
    const decided = { name: 'web', outcome: 'Scheduled', message: 'in 0 clusters', taken: [], left: [], unplaced: 0 };
    const status = { observedGeneration: 1, summary: '', decisions: [decided] };
    const known = preference('p', { target: named }, { status });
    const title = 'SchedulingPreference shop/p';
    assert.deepEqual(scheduleOf(known, 'web'), { title, decision: decided });
    assert.deepEqual(scheduleOf(known, 'db'), { title });
  });
});

describe('preferenceInForce', () => {
  const old = preference('old', { target: bySelector }, { created: '2025-01-01T00:00:00Z' });
  const a = preference('a', { target: bySelector });
  const b = preference('b', { target: bySelector });
  const own = preference('own', { target: named });
  const cases = [
    { among: [a, own, old], first: 'shop/own', why: 'names it' },
    { among: [b, a, old], first: 'shop/old', why: 'is the oldest' },
    { among: [b, a], first: 'shop/a', why: 'comes first by name' },
  ];
  for (const { among, first, why } of cases) {
    it(`is the one that ${why}, in whatever order they come`, () => {
      assert.equal(preferenceInForce(among, web)?.key, first);
      assert.equal(preferenceInForce(among.toReversed(), web)?.key, first);
    });
  }

  it('is none where none is about the object', () => {
    assert.equal(preferenceInForce([own], { ...web, name: 'db' }), undefined);
  });
});
