import type { ObjectRef, ResourceType } from '../../api/meta.ts';
import { clusterRoleBindings, clusterRoles, roleBindings, roles, serviceAccounts } from '../built-in-types.ts';
import type { JoinNames } from '../join/names.ts';
import type { Remains } from './member-remains.ts';

/** An object to delete. */
export interface Unwanted {
  readonly type: ResourceType;
  readonly ref: ObjectRef;
}

/** What joining has made in a member, in the order to delete it; whichever scope the federation had then. */
export function unwantedObjects({ role, healthRole, serviceAccount }: JoinNames, namespace: string): Unwanted[] {
  const clusterWide = [role, healthRole].flatMap((name) => [
    { type: clusterRoleBindings, ref: { namespace: '', name } },
    { type: clusterRoles, ref: { namespace: '', name } },
  ]);
  return [
    ...clusterWide,
    { type: roleBindings, ref: { namespace, name: role } },
    { type: roles, ref: { namespace, name: role } },
    { type: serviceAccounts, ref: { namespace, name: serviceAccount } },
  ];
}

export interface NamespaceFacts {
  /** Whether the member is the host itself. */
  readonly isHost: boolean;
  /** ServiceAccounts in it besides ours and the one every namespace has. */
  readonly otherAccounts: readonly string[];
  readonly remains: readonly Remains[];
}

/** Why the system namespace of a member has to stay; undefined when nothing else needs it. */
export function reasonToKeepNamespace({ isHost, otherAccounts, remains }: NamespaceFacts): string | undefined {
  if (isHost) return 'the federation is kept in it';
  if (otherAccounts.length > 0)
    return `others use it: ${otherAccounts.map((name) => `serviceaccount/${name}`).join(', ')}`;
  const inside = remains.filter(({ inSystemNamespace }) => inSystemNamespace > 0);
  const types = inside.map(({ type, inSystemNamespace }) => `${inSystemNamespace} ${type}`);
  return types.length === 0 ? undefined : `what was propagated lives in it: ${types.join(', ')}`;
}
