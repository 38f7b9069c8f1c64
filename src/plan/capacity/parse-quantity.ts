const form = /^(?<number>[+-]?(?:\d+\.?\d*|\.\d+))(?:(?<suffix>[numkMGTPE]|[KMGTPE]i)|[eE](?<exponent>[+-]?\d+))?$/;
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/**
 * A Kubernetes quantity (`100m`, `1.5`, `2Gi`, `1e3`), or a plain number as YAML has it, to the nearest double: exact
 * to a thousandth of a core, and to a byte up to 8 PiB. Undefined for what is none.
 */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const { number, suffix = '', exponent } = form.exec(typeof value === 'string' ? value : '')?.groups ?? {};
  if (number === undefined) return undefined;
  if (suffix in binary) return Number(number) * 2 ** (binary[suffix] ?? 0);
  // Written as a number with an exponent, 57m is the double nearest to 0.057, which 57 × 0.001 is not.
  return Number(`${number}e${exponent ?? decimal[suffix] ?? 0}`);
}
