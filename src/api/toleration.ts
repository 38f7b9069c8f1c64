import { z } from 'zod';
import { ruled } from './rule.ts';

const fields = {
  key: z.string().max(317).exactOptional().meta({ description: 'Key of the taint; absent means every key.' }),
  operator: z.enum(['Equal', 'Exists']).exactOptional().meta({
    description: 'Whether the value has to be the same, or does not matter; absent means Equal.',
  }),
  value: z.string().max(63).exactOptional().meta({ description: 'Value of the taint.' }),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).exactOptional().meta({
    description: 'Effect of the taint; absent means every effect.',
  }),
};

const sense = {
  message: 'operator must be Exists when key is absent, and then there is no value',
  cel: "(has(self.key) || (has(self.operator) && self.operator == 'Exists')) && !(has(self.value) && has(self.operator) && self.operator == 'Exists')",
  holds: ({ key, operator, value }: { key?: string; operator?: 'Equal' | 'Exists'; value?: string }) =>
    (key !== undefined || operator === 'Exists') && !(value !== undefined && operator === 'Exists'),
};

/** What taints of clusters are put up with, as a Pod says it of those of nodes. */
export const toleration = ruled(z.object(fields), sense);

/** The same, for as long as it says. */
export const timedToleration = ruled(
  z.object({
    ...fields,
    tolerationSeconds: z.int32().min(0).exactOptional().meta({
      description: 'How long a NoExecute taint is tolerated; absent means for ever.',
    }),
  }),
  sense,
);

/** A toleration as it is written. */
export type TolerationSpec = Readonly<z.output<typeof toleration>>;
