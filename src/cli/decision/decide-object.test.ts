import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederatedObject, FederatedSpec } from '../../api/federated-object.ts';
import { defaultPlace, typeConfigFor } from '../../api/federated-type.ts';
import { parseKubeFedConfig } from '../../api/kubefed-config.ts';
import { resolveKubeFedConfig } from '../../api/kubefed-settings.ts';
import type { SchedulingPreferenceStatus } from '../../api/scheduling-preference.ts';
import type { SplitForms } from '../../plan/forms/merge-forms.ts';
import { viewOf } from '../../plan/placement/cluster-view.ts';
import { compilePolicy } from '../../plan/policy/compile-policy.ts';
import { compilePreference, type Preference } from '../../plan/schedule/compile-preference.ts';
import { explainObject, type Explanation } from '../explain/explain-object.ts';
import { formatExplanation } from '../explain/format-explanation.ts';
import { decideObject } from './decide-object.ts';
import type { FederationFacts } from './federation-facts.ts';

const target = { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', namespaced: true };
const config = typeConfigFor(target, defaultPlace);
const parsed = parseKubeFedConfig({ metadata: { name: 'kubefed' }, spec: { scope: 'Cluster' } });
assert.ok(parsed.ok);
const policy = {
  metadata: { name: 'law', namespace: 'shop' },
  spec: { denied: { clusters: [{ name: 'danzig' }] } },
};
const clusters = ['bremen', 'danzig', 'luebeck', 'wismar'].map((name) => ({
  metadata: { name },
  spec: { apiEndpoint: 'https://a', secretRef: { name: 'a' } },
}));
const facts: FederationFacts = {
  settings: resolveKubeFedConfig(parsed.value),
  clusters,
  views: clusters.map(viewOf),
  policies: [compilePolicy('PlacementPolicy', policy)],
};

function federated(spec: FederatedSpec = {}, status: object = {}): FederatedObject {
  const template = { spec: { replicas: 2 } };
  const placement = { clusters: ['bremen', 'danzig', 'luebeck'].map((name) => ({ name })) };
  return { metadata: { name: 'web', namespace: 'shop' }, spec: { template, placement, ...spec }, status };
}

function preference(name: string, decided?: Partial<SchedulingPreferenceStatus['decisions'][number]>): Preference {
  const decision = { name: 'web', outcome: 'Scheduled', message: 'in 1 cluster', taken: [], left: [], unplaced: 0 };
  return compilePreference({
    metadata: { name, namespace: 'shop', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { target: { kind: 'FederatedDeployment', name: 'web' } },
    ...(decided && { status: { observedGeneration: 1, summary: '', decisions: [{ ...decision, ...decided }] } }),
  } as Parameters<typeof compilePreference>[0]);
}

function explain(object: FederatedObject, ...preferences: Preference[]): Explanation {
  return explainSplit(object, {}, preferences);
}

function explainSplit(object: FederatedObject, split: SplitForms, preferences: readonly Preference[]): Explanation {
  const namespacePlacement = { kind: 'found' as const, placement: { clusterSelector: {} } };
  const decided = decideObject(facts, { config, federated: object, split, namespacePlacement, preferences });
  return explainObject(config, object, decided);
}

/** `cluster in by reason replicas` of each cluster. */
function linesOf({ clusters }: Explanation): string[] {
  return clusters.map(({ cluster, placed, by, reason, replicas, replicasBy }) =>
    [cluster, placed ? 'in' : 'out', by, reason, ...(replicas === undefined ? [] : [replicas, replicasBy])].join(' '),
  );
}

const taken = [
  { clusters: ['bremen'], replicas: 5, reason: 'Chosen', message: 'it is among the best that can take it' },
];
const left = [{ clusters: ['luebeck'], reason: 'TaintNotTolerated', message: 'it has the taint a=b:NoSchedule' }];

describe('what decides about an object', () => {
  it('is its placement, then policies, where no preference is about it', () => {
    assert.deepEqual(linesOf(explain(federated())), [
      'bremen in spec.placement Named 2 template',
      'danzig out PlacementPolicy shop/law Denied',
      'luebeck in spec.placement Named 2 template',
      'wismar out spec.placement NotNamed',
    ]);
  });

  it('is, of what these leave, its preference, which says how many replicas there are too', () => {
    const explanation = explain(federated(), preference('web', { taken, left }));
    assert.deepEqual(linesOf(explanation), [
      'bremen in SchedulingPreference shop/web Chosen 5 preference',
      'danzig out PlacementPolicy shop/law Denied',
      'luebeck out SchedulingPreference shop/web TaintNotTolerated',
      'wismar out spec.placement NotNamed',
    ]);
    assert.match(
      formatExplanation(explanation, true),
      /^luebeck +no +- +- +SchedulingPreference shop\/web +TaintNotTolerated +it has the taint a=b:NoSchedule$/m,
    );
  });

  it('leaves replicas to overrides, and to the autoscaler of a cluster', () => {
    const overrides = [{ clusterName: 'bremen', clusterOverrides: [{ path: '/spec/replicas', value: 9 }] }];
    const scaled = [...taken, { clusters: ['luebeck'], replicas: 3, reason: 'Autoscaled', message: 'it has one' }];
    const metadata = { name: 'web', namespace: 'shop' };
    const [apart] = linesOf(explainSplit(federated(), { override: { metadata, spec: { overrides } } }, []));
    assert.match(apart ?? '', / 9 override$/);
    const [bremen, , luebeck] = linesOf(explain(federated({ overrides }), preference('web', { taken: scaled })));
    assert.match(bremen ?? '', / 9 override$/);
    assert.match(luebeck ?? '', / Autoscaled 2 cluster$/);
  });

  it('is said to be undecided while the preference is, and keeps what is there', () => {
    const explanation = explain(federated({}, { clusters: [{ name: 'bremen' }] }), preference('web'));
    assert.deepEqual(linesOf(explanation), [
      'bremen in SchedulingPreference shop/web Kept 2 cluster',
      'danzig out PlacementPolicy shop/law Denied',
      'luebeck out SchedulingPreference shop/web NotDecided',
      'wismar out spec.placement NotNamed',
    ]);
    assert.match(explanation.clusters[0]?.why ?? '', /^it has it, and keeps it: nothing has been decided/);
    assert.deepEqual(explanation.notes, ['SchedulingPreference shop/web has not decided yet']);
  });

  it('is one preference of several, and the others are told of', () => {
    const explanation = explain(federated(), preference('zeal', {}), preference('web', { taken, left }));
    assert.deepEqual(explanation.notes, ['SchedulingPreference shop/zeal is about it too, and does not count']);
  });
});
