import { z } from 'zod';

/** The schema of a label selector, for the labels of what is told: all it says must hold, so an empty one selects everything. */
export function labelSelectorOf(what: 'cluster' | 'object') {
  const requirement = z.object({
    key: z.string().meta({ description: 'Key of the label.' }),
    operator: z.string().meta({ description: 'In, NotIn, Exists or DoesNotExist.' }),
    values: z.array(z.string()).exactOptional().meta({ description: 'Values for In and NotIn.' }),
  });
  return z.object({
    matchLabels: z
      .record(z.string(), z.string())
      .exactOptional()
      .meta({ description: `Labels the ${what} must have.` }),
    matchExpressions: z.array(requirement).exactOptional().meta({ description: 'Requirements its labels must meet.' }),
  });
}
