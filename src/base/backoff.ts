/** How waiting grows: base milliseconds after the first failure, times factor for each further one, cap at most. */
export interface BackoffShape {
  readonly base: number;
  readonly cap: number;
  readonly factor: number;
}

/**
 * Milliseconds to wait after so many failures in a row (1 or more): between half and the whole of what the shape says,
 * so that those who failed together do not come back together. random is in [0, 1).
 */
export function backoffDelay(failures: number, { base, cap, factor }: BackoffShape, random: number): number {
  const whole = Math.min(cap, base * factor ** (failures - 1));
  return whole * (0.5 + random / 2);
}
