import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { qualifiedPlural, type KubeObject } from '../../api/meta.ts';
import { chooseContents, reasonToLeaveOut, type ServedType } from './choose-contents.ts';

function served(plural: string, kind: string, more: Partial<ServedType> = {}): ServedType {
  const verbs = ['create', 'delete', 'get', 'list', 'patch', 'watch'];
  const names = { plural, kind, singular: kind.toLowerCase(), shortNames: [] };
  return { group: '', version: 'v1', namespaced: true, preferred: true, verbs, ...names, ...more };
}

const configMaps = served('configmaps', 'ConfigMap', { shortNames: ['cm'] });
const deployments = served('deployments', 'Deployment', { group: 'apps', shortNames: ['deploy'] });
const roles = served('roles', 'Role', { group: 'rbac.authorization.k8s.io' });
const all = [roles, deployments, configMaps];

function chosen(types: readonly ServedType[], skip: readonly string[] = []): string[] {
  return chooseContents(types, skip).map(qualifiedPlural);
}

describe('chooseContents', () => {
  it('takes every type of a namespace, in the order of their names', () => {
    assert.deepEqual(chosen(all), ['configmaps', 'deployments.apps', 'roles.rbac.authorization.k8s.io']);
  });

  const others: [string, ServedType][] = [
    ['of another version than the preferred', served('horses', 'Horse', { preferred: false })],
    ['without a namespace', served('nodes', 'Node', { namespaced: false })],
    ['that cannot be listed', served('bindings', 'Binding', { verbs: ['create'] })],
    ['that cannot be created', served('pods', 'PodMetrics', { group: 'metrics.k8s.io', verbs: ['get', 'list'] })],
    ['that controllers fill: endpoints', served('endpoints', 'Endpoints')],
    ['that controllers fill: events', served('events', 'Event')],
    ['that controllers fill: events of their own group', served('events', 'Event', { group: 'events.k8s.io' })],
    [
      'that controllers fill: propagated versions',
      served('propagatedversions', 'PropagatedVersion', { group: 'core.kubefed.io' }),
    ],
    ['that is federated', served('federatedjobs', 'FederatedJob', { group: 'types.kubefed.io' })],
    ['of the group extensions', served('ingresses', 'Ingress', { group: 'extensions' })],
  ];
  for (const [what, type] of others) {
    it(`takes none ${what}`, () => assert.deepEqual(chosen([type, configMaps]), ['configmaps']));
  }

  for (const name of ['deploy', 'Deployment', 'deployments', 'deployments.apps', 'apps']) {
    it(`skips deployments when told "${name}"`, () => {
      assert.deepEqual(chosen(all, [name]), ['configmaps', 'roles.rbac.authorization.k8s.io']);
    });
  }

  it('skips nothing for part of a name', () => assert.deepEqual(chosen(all, ['deployments.app', 'con']).length, 3));
});

describe('reasonToLeaveOut', () => {
  it('takes what somebody made', () => {
    assert.equal(reasonToLeaveOut({ metadata: { name: 'web.v2' } }, deployments), undefined);
    const ownerReferences = [{ kind: 'App', name: 'shop' }];
    assert.equal(reasonToLeaveOut({ metadata: { name: 'web', ownerReferences } }, deployments), undefined);
  });

  it('leaves out what no cluster lets be federated, or makes by itself', () => {
    const reason = 'its name is not a DNS-1123 subdomain';
    assert.equal(reasonToLeaveOut({ metadata: { name: 'system:leader' } }, roles), reason);
    const ownerReferences = [{ kind: 'Deployment', name: 'web', controller: true }];
    const replicas = served('replicasets', 'ReplicaSet', { group: 'apps' });
    assert.equal(
      reasonToLeaveOut({ metadata: { name: 'web-1', ownerReferences } }, replicas),
      'Deployment web makes it',
    );
    assert.equal(
      reasonToLeaveOut({ metadata: { name: 'kube-root-ca.crt' } }, configMaps),
      'every cluster makes its own',
    );
    assert.equal(reasonToLeaveOut({ metadata: { name: 'default' } }, configMaps), undefined);
    const token = { metadata: { name: 'token' }, type: 'kubernetes.io/service-account-token' };
    assert.equal(reasonToLeaveOut(token, served('secrets', 'Secret')), 'it opens this cluster, and no other');
    assert.equal(reasonToLeaveOut({ ...token, type: 'Opaque' } as KubeObject, served('secrets', 'Secret')), undefined);
  });
});
