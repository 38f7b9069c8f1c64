import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { joinNames } from '../join/names.ts';
import { reasonToKeepNamespace, unwantedObjects } from './member-cleanup.ts';
import { formatRemains } from './member-remains.ts';

describe('unwantedObjects', () => {
  it('takes rights away before the identity, whichever scope they were given for', () => {
    const role = 'kubefed-controller-manager:bremen-luebeck';
    const healthRole = 'kubefed-controller-manager:fed:healthcheck-bremen-luebeck';
    assert.deepEqual(
      unwantedObjects(joinNames('bremen', 'luebeck', 'fed'), 'fed').map(({ type, ref }) => [
        type.kind,
        ref.namespace,
        ref.name,
      ]),
      [
        ['ClusterRoleBinding', '', role],
        ['ClusterRole', '', role],
        ['ClusterRoleBinding', '', healthRole],
        ['ClusterRole', '', healthRole],
        ['RoleBinding', 'fed', role],
        ['Role', 'fed', role],
        ['ServiceAccount', 'fed', 'bremen-luebeck'],
      ],
    );
  });
});

describe('reasonToKeepNamespace', () => {
  const nothing = { isHost: false, otherAccounts: [], remains: [] };

  it('lets a namespace go that nobody needs', () => {
    assert.equal(reasonToKeepNamespace(nothing), undefined);
    const elsewhere = [{ type: 'configmaps', objects: 3, inSystemNamespace: 0 }];
    assert.equal(reasonToKeepNamespace({ ...nothing, remains: elsewhere }), undefined);
  });

  it("keeps the host's own", () => {
    assert.match(reasonToKeepNamespace({ ...nothing, isHost: true }) ?? '', /federation is kept in it/);
  });

  it('keeps one another federation uses', () => {
    const reason = reasonToKeepNamespace({ ...nothing, otherAccounts: ['bremen-stralsund'] });
    assert.equal(reason, 'others use it: serviceaccount/bremen-stralsund');
  });

  it('keeps one that holds what was propagated', () => {
    const remains = [
      { type: 'configmaps', objects: 3, inSystemNamespace: 2 },
      { type: 'secrets', objects: 1, inSystemNamespace: 0 },
    ];
    assert.equal(reasonToKeepNamespace({ ...nothing, remains }), 'what was propagated lives in it: 2 configmaps');
  });
});

describe('formatRemains', () => {
  it('counts by type', () => {
    const remains = [
      { type: 'configmaps', objects: 2, inSystemNamespace: 0 },
      { type: 'deployments.apps', objects: 1, inSystemNamespace: 0 },
    ];
    assert.equal(formatRemains(remains), '3 objects: 2 configmaps, 1 deployments.apps');
    assert.equal(formatRemains(remains.slice(1)), '1 object: 1 deployments.apps');
  });
});
