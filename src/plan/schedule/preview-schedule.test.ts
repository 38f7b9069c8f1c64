import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compilePreference } from './compile-preference.ts';
import { composeInput } from './compose-input.ts';
import { decideSchedule } from './decide-schedule.ts';
import type { WorkloadFacts } from './facts.ts';
import { previewSchedule, type SchedulePreview } from './preview-schedule.ts';

function preview(spec: object, running: Readonly<Record<string, WorkloadFacts>>): SchedulePreview {
  const metadata = { name: 'web', namespace: 'shop' };
  const target = { kind: 'FederatedDeployment', name: 'web' };
  const { compiled, fault } = compilePreference({ metadata, spec: { target, ...spec } } as Parameters<
    typeof compilePreference
  >[0]);
  assert.ok(compiled, fault);
  const allowed = ['bremen', 'danzig', 'luebeck'];
  const input = composeInput({
    key: 'shop/web',
    compiled,
    choice: { allowed, maxClusters: Infinity },
    demand: { replicas: 6, requests: {} },
    clusters: allowed.map((name) => ({ name, labels: { sea: name === 'bremen' ? 'north' : 'baltic' }, taints: [] })),
    workloads: new Map(Object.entries(running)),
    previous: undefined,
    now: 0,
  });
  return previewSchedule(input, decideSchedule(input), new Set(Object.keys(running)));
}

function runs(asked: number, isAutoscaled = false): WorkloadFacts {
  return { asked, running: asked, unschedulable: 0, ...(isAutoscaled && { isAutoscaled }) };
}

/** `cluster change before>after reason` of each cluster. */
function linesOf({ clusters }: SchedulePreview): string[] {
  return clusters.map(({ cluster, change, replicasNow = '-', replicas = '-', reason }) =>
    [cluster, change, `${replicasNow}>${replicas}`, reason].join(' '),
  );
}

const baltic = { groups: [{ name: 'baltic', clusterSelector: { matchLabels: { sea: 'baltic' } } }] };
const byWeight = { divideBy: 'Weight' };

describe('previewSchedule', () => {
  it('tells of replicas now and then, of what comes and what goes', () => {
    const all = preview({ clusters: baltic, replicas: byWeight }, { bremen: runs(4), danzig: runs(1) });
    assert.deepEqual(linesOf(all), [
      'bremen goes 4>0 NotInGroup',
      'danzig stays 1>3 Chosen',
      'luebeck comes 0>3 Chosen',
    ]);
    assert.deepEqual(
      all.left.map(({ clusters, reason }) => [clusters, reason]),
      [[['bremen'], 'NotInGroup']],
    );
  });

  it('tells of no replicas where they are not divided', () => {
    assert.deepEqual(linesOf(preview({ clusters: baltic }, { bremen: runs(0), danzig: runs(0) })), [
      'bremen goes ->- NotInGroup',
      'danzig stays ->- Chosen',
      'luebeck comes ->- Chosen',
    ]);
  });

  it('leaves replicas to autoscalers, and tells what found no place', () => {
    const shares = [{ max: 1 }];
    const { unplaced, ...rest } = preview({ replicas: { ...byWeight, shares } }, { bremen: runs(2, true) });
    assert.equal(unplaced, 2);
    assert.deepEqual(linesOf({ unplaced, ...rest }), [
      'bremen stays 2>- Autoscaled',
      'danzig comes 0>1 Chosen',
      'luebeck comes 0>1 Chosen',
    ]);
  });
});
