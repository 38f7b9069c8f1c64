import type { KubeObject, ResourceType } from '../../api/meta.ts';
import {
  clusterRoleBindings,
  clusterRoles,
  namespaces,
  roleBindings,
  roles,
  secrets,
  serviceAccounts,
} from '../built-in-types.ts';
import type { JoinNames } from './names.ts';

export type FederationScope = 'Cluster' | 'Namespaced';

/** An object to have in a cluster, with its type. */
export interface Wanted {
  readonly type: ResourceType;
  readonly object: KubeObject;
}

/** On the ServiceAccount: which federation it was made for, so that a join that broke off can go on. */
export const hostUidAnnotation = 'kubefed.io/host-uid';

export interface MemberPlan {
  readonly names: JoinNames;
  readonly systemNamespace: string;
  readonly scope: FederationScope;
  /** Of the host's kube-system namespace; absent when it may not be read. */
  readonly hostUid: string | undefined;
}

/** What a member needs to have for the host to act in it, in the order to create it. */
export function memberObjects(plan: MemberPlan): readonly Wanted[] {
  return [
    { type: namespaces, object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: plan.systemNamespace } } },
    { type: serviceAccounts, object: serviceAccount(plan) },
    { type: secrets, object: tokenSecret(plan) },
    ...(plan.scope === 'Cluster' ? clusterAccess(plan) : namespaceAccess(plan)),
  ];
}

function serviceAccount({ names, systemNamespace, hostUid }: MemberPlan): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: names.serviceAccount,
      namespace: systemNamespace,
      annotations: {
        'kubernetes.io/enforce-mountable-secrets': 'true',
        ...(hostUid === undefined ? {} : { [hostUidAnnotation]: hostUid }),
      },
    },
    automountServiceAccountToken: false,
  } as KubeObject;
}

function tokenSecret({ names, systemNamespace }: MemberPlan): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: names.serviceAccount,
      namespace: systemNamespace,
      annotations: { 'kubernetes.io/service-account.name': names.serviceAccount },
    },
    type: 'kubernetes.io/service-account-token',
  } as KubeObject;
}

const everything = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };

function clusterAccess(plan: MemberPlan): Wanted[] {
  const rules = [everything, { verbs: ['get'], nonResourceURLs: ['*'] }];
  return clusterRoleAndBinding(plan, plan.names.role, rules);
}

function namespaceAccess(plan: MemberPlan): Wanted[] {
  const { names, systemNamespace: namespace } = plan;
  const healthRules = [
    { verbs: ['get'], nonResourceURLs: ['/healthz', '/version'] },
    // What is free is what pods of all namespaces leave of the nodes.
    { verbs: ['list', 'watch'], apiGroups: [''], resources: ['nodes'] },
    { verbs: ['list'], apiGroups: [''], resources: ['pods'] },
  ];
  return [
    { type: roles, object: rbacObject('Role', { name: names.role, namespace }, { rules: [everything] }) },
    {
      type: roleBindings,
      object: rbacObject('RoleBinding', { name: names.role, namespace }, binding(plan, 'Role', names.role)),
    },
    ...clusterRoleAndBinding(plan, names.healthRole, healthRules),
  ];
}

function clusterRoleAndBinding(plan: MemberPlan, name: string, rules: readonly object[]): Wanted[] {
  return [
    { type: clusterRoles, object: rbacObject('ClusterRole', { name }, { rules }) },
    {
      type: clusterRoleBindings,
      object: rbacObject('ClusterRoleBinding', { name }, binding(plan, 'ClusterRole', name)),
    },
  ];
}

function rbacObject(kind: string, metadata: KubeObject['metadata'], fields: object): KubeObject {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata, ...fields };
}

function binding({ names, systemNamespace }: MemberPlan, roleKind: string, role: string): object {
  return {
    subjects: [{ kind: 'ServiceAccount', name: names.serviceAccount, namespace: systemNamespace }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: roleKind, name: role },
  };
}
