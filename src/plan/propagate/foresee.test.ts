import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KubeObject } from '../../api/meta.ts';
import { managedLabel } from '../../api/names.ts';
import type { Intent } from './compose-intent.ts';
import type { ClusterIntent } from './decide.ts';
import { foresee, type Prospect } from './foresee.ts';

const labels = { [managedLabel]: 'true' };
const object = { metadata: { name: 'a', labels }, data: { colour: 'red' } };
const intent = { hash: 'x', object } as unknown as Intent;

const live = (metadata: object, colour = 'red') =>
  ({ metadata: { name: 'a', ...metadata }, data: { colour, theirs: 'yes' } }) as unknown as KubeObject;

describe('foresee', () => {
  const cases: readonly [string, ClusterIntent | undefined, KubeObject | undefined, Prospect | undefined][] = [
    ['nothing of what nobody wants or has', undefined, undefined, undefined],
    ["nothing of what is somebody else's", undefined, live({}), undefined],
    ['the end of what is not wanted any more', undefined, live({ labels }), { kind: 'is deleted' }],
    ['what is missing', intent, undefined, { kind: 'is created' }],
    ['adoption of what is there unmanaged', intent, live({}), { kind: 'is adopted' }],
    ['no change of what is right, whatever others added', intent, live({ labels }), { kind: 'stays' }],
    ['where a change would be', intent, live({ labels }, 'blue'), { kind: 'is changed', why: '/data/colour' }],
    [
      'that what refuses to be managed is left alone',
      intent,
      live({ labels: { [managedLabel]: 'false' } }),
      { kind: 'is left alone', why: 'it is labelled kubefed.io/managed: "false"' },
    ],
    [
      'that what is on its way out is left alone',
      intent,
      live({ labels, deletionTimestamp: '2026-01-01T00:00:00Z' }),
      { kind: 'is left alone', why: 'it is being deleted' },
    ],
    [
      'that nothing happens where nobody knows what is wanted',
      { status: 'ApplyOverridesFailed', message: 'no such field' },
      live({ labels }),
      { kind: 'is left alone', why: 'no such field' },
    ],
  ];
  for (const [name, wanted, there, prospect] of cases) {
    it(`tells ${name}`, () => {
      assert.deepEqual(foresee(wanted, there, { adopt: true, mustStay: false }), prospect);
    });
  }

  describe('where nothing is adopted', () => {
    it('tells that what is there unmanaged is left alone, and how that will be reported', () => {
      const prospect = foresee(intent, live({}), { adopt: false, mustStay: false });
      assert.equal(prospect?.kind, 'is left alone');
      assert.match('why' in prospect ? prospect.why : '', /adoptResources Disabled \(AlreadyExists\)$/);
    });

    it("tells the same as elsewhere of what is Hansa's, and of what is not there", () => {
      assert.deepEqual(foresee(intent, live({ labels }), { adopt: false, mustStay: false }), { kind: 'stays' });
      assert.deepEqual(foresee(intent, undefined, { adopt: false, mustStay: false }), { kind: 'is created' });
    });

    it("tells of the host's own namespace that it is adopted all the same", () => {
      assert.deepEqual(foresee(intent, live({}), { adopt: false, mustStay: true }), { kind: 'is adopted' });
    });
  });

  it("tells that the host's own namespace is let go rather than deleted", () => {
    assert.deepEqual(foresee(undefined, live({ labels }), { adopt: true, mustStay: true }), { kind: 'is let go' });
    assert.equal(foresee(undefined, live({}), { adopt: true, mustStay: true }), undefined);
  });
});
