import type { ClusterFilter } from '../candidate.ts';

const refusal = { kind: 'leave', reason: 'NotInGroup', message: 'no group of clusters has it' } as const;

/** Refuses clusters that no group has. */
export const filterInGroup: ClusterFilter = ({ tier }) => (tier < 0 ? refusal : undefined);
