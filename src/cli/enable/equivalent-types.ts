import type { ResourceType } from '../../api/meta.ts';

type Named = Pick<ResourceType, 'group' | 'plural'>;

/** Types that API servers serve, or once served, in several groups, as KubeFed lists them. */
const groupsOf: Readonly<Record<string, readonly string[]>> = {
  deployments: ['apps', 'extensions'],
  daemonsets: ['apps', 'extensions'],
  replicasets: ['apps', 'extensions'],
  networkpolicies: ['networking.k8s.io', 'extensions'],
  podsecuritypolicies: ['policy', 'extensions'],
  ingresses: ['networking.k8s.io', 'extensions'],
};

/** Whether two types hold the same objects: the same type, whatever the version, or one that moved to another group. */
export function areEquivalent(one: Named, other: Named): boolean {
  if (one.plural !== other.plural) return false;
  const groups = groupsOf[one.plural] ?? [];
  return one.group === other.group || (groups.includes(one.group) && groups.includes(other.group));
}
