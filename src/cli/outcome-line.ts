import type { ResourceType } from '../api/meta.ts';

export interface OutcomeLine {
  readonly type: Pick<ResourceType, 'group' | 'kind'>;
  readonly name: string;
  readonly outcome: 'created' | 'configured' | 'unchanged' | 'deleted';
  /** The cluster, where a command writes to more than one. */
  readonly cluster?: string;
  readonly dryRun: boolean;
}

/** One line about one object, as kubectl writes it: `secret/bremen-token created in luebeck`. */
export function formatOutcome({ type, name, outcome, cluster, dryRun }: OutcomeLine): string {
  const where = cluster === undefined ? '' : ` in ${cluster}`;
  return `${qualifiedKind(type)}/${name} ${outcome}${where}${dryRun ? ' (dry run)' : ''}\n`;
}

function qualifiedKind({ group, kind }: Pick<ResourceType, 'group' | 'kind'>): string {
  return group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
}
