import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memberObjects, type FederationScope } from './member-objects.ts';
import { joinNames } from './names.ts';

function objectsFor(scope: FederationScope) {
  const names = joinNames('bremen', 'luebeck', 'fed');
  return memberObjects({ names, systemNamespace: 'fed', scope, hostUid: 'uid-1' }).map(({ object }) => object);
}

const role = 'kubefed-controller-manager:bremen-luebeck';
const healthRole = 'kubefed-controller-manager:fed:healthcheck-bremen-luebeck';
const subjects = [{ kind: 'ServiceAccount', name: 'bremen-luebeck', namespace: 'fed' }];
const rbac = 'rbac.authorization.k8s.io';

describe('memberObjects', () => {
  it('makes the namespace, the ServiceAccount and its token Secret first', () => {
    assert.deepEqual(objectsFor('Cluster').slice(0, 3), [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fed' } },
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: {
          name: 'bremen-luebeck',
          namespace: 'fed',
          annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true', 'kubefed.io/host-uid': 'uid-1' },
        },
        automountServiceAccountToken: false,
      },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: 'bremen-luebeck',
          namespace: 'fed',
          annotations: { 'kubernetes.io/service-account.name': 'bremen-luebeck' },
        },
        type: 'kubernetes.io/service-account-token',
      },
    ]);
  });

  it('allows everything in the whole cluster where the federation has cluster scope', () => {
    assert.deepEqual(objectsFor('Cluster').slice(3), [
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRole',
        metadata: { name: role },
        rules: [
          { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
          { verbs: ['get'], nonResourceURLs: ['*'] },
        ],
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: role },
        subjects,
        roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
      },
    ]);
  });

  it('allows everything in one namespace, and beside it to see whether the cluster is well and has room, where the scope is one namespace', () => {
    assert.deepEqual(objectsFor('Namespaced').slice(3), [
      {
        apiVersion: `${rbac}/v1`,
        kind: 'Role',
        metadata: { name: role, namespace: 'fed' },
        rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata: { name: role, namespace: 'fed' },
        subjects,
        roleRef: { apiGroup: rbac, kind: 'Role', name: role },
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRole',
        metadata: { name: healthRole },
        rules: [
          { verbs: ['get'], nonResourceURLs: ['/healthz', '/version'] },
          { verbs: ['list', 'watch'], apiGroups: [''], resources: ['nodes'] },
          { verbs: ['list'], apiGroups: [''], resources: ['pods'] },
        ],
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: healthRole },
        subjects,
        roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: healthRole },
      },
    ]);
  });
});
