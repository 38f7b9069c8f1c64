import { objectIn } from '../../base/json.ts';
import type { Resources } from '../schedule/facts.ts';
import { parseQuantity } from './parse-quantity.ts';

/** Amounts while they are added up. */
export type Amounts = Record<string, number>;

/** What a ResourceList of Kubernetes says; a quantity that makes no sense, or is below 0, counts as nothing. */
export function amountsIn(list: unknown): Amounts {
  const amounts: Amounts = {};
  for (const [resource, quantity] of Object.entries(objectIn(list))) {
    const amount = parseQuantity(quantity) ?? 0;
    if (amount > 0) amounts[resource] = amount;
  }
  return amounts;
}

/** Adds more to sum. */
export function add(sum: Amounts, more: Resources): void {
  for (const [resource, amount] of Object.entries(more)) sum[resource] = (sum[resource] ?? 0) + amount;
}

/** Raises most to what is at least asked for. */
export function raise(most: Amounts, least: Resources): void {
  for (const [resource, amount] of Object.entries(least)) most[resource] = Math.max(most[resource] ?? 0, amount);
}
