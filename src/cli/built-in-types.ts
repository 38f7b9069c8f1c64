import type { ResourceType } from '../api/meta.ts';

/** Types every API server has, as far as the commands read or write them. */
export const namespaces = coreType('namespaces', 'Namespace', false);
export const serviceAccounts = coreType('serviceaccounts', 'ServiceAccount', true);
export const secrets = coreType('secrets', 'Secret', true);
export const clusterRoles = rbacType('clusterroles', 'ClusterRole', false);
export const clusterRoleBindings = rbacType('clusterrolebindings', 'ClusterRoleBinding', false);
export const roles = rbacType('roles', 'Role', true);
export const roleBindings = rbacType('rolebindings', 'RoleBinding', true);

function coreType(plural: string, kind: string, namespaced: boolean): ResourceType {
  return { group: '', version: 'v1', plural, kind, namespaced };
}

function rbacType(plural: string, kind: string, namespaced: boolean): ResourceType {
  return { group: 'rbac.authorization.k8s.io', version: 'v1', plural, kind, namespaced };
}
