import type { ClusterFilter } from '../candidate.ts';

/** Refuses clusters without a label that is spread over: nobody knows where they belong. */
export const filterSpreadLabels: ClusterFilter = ({ cluster }, { spread }) => {
  for (const { label } of spread) {
    if (Object.hasOwn(cluster.labels, label)) continue;
    return { kind: 'leave', reason: 'NoSpreadLabel', message: `it has no label ${label} to spread over` };
  }
  return undefined;
};
