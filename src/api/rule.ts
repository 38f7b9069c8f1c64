import type { z } from 'zod';

/** One entry of `x-kubernetes-validations`. */
export interface CelRule {
  readonly rule: string;
  readonly message: string;
  /** CEL that writes the message where a fixed one cannot say enough. */
  readonly messageExpression?: string;
  readonly fieldPath?: string;
}

/** What a schema alone cannot say. The API server checks it by `cel`, parsing by `holds`; both must say the same. */
export interface Rule<T> {
  readonly message: string;
  /** Absent where the API server has another means, such as a list keyed by name. */
  readonly cel?: string;
  readonly celMessage?: string;
  /** Absent where only the API server can tell, as for a rule about the former value. */
  readonly holds?: (value: T) => boolean;
  /** The field to blame, when it is not the value itself. */
  readonly path?: readonly string[];
}

/** The schema with rules added, for the API server as well as for parsing. */
export function ruled<S extends z.ZodType>(schema: S, ...rules: Rule<z.output<S>>[]): S {
  const known = (schema.meta()?.['x-kubernetes-validations'] ?? []) as readonly CelRule[];
  const added = rules.flatMap(celRules);
  let result: S = schema;
  for (const { holds, message, path = [] } of rules) {
    if (holds) result = result.refine(holds, { message, path: [...path] });
  }
  return added.length === 0 ? result : result.meta({ 'x-kubernetes-validations': [...known, ...added] });
}

/** A rule on text: where `when` matches (always, if absent) `pattern` must match. Both are read alike by RE2 and JavaScript. */
export function textRule(rule: { pattern: string; when?: string; message: string }): Rule<string> {
  const must = new RegExp(rule.pattern);
  const when = rule.when === undefined ? undefined : new RegExp(rule.when);
  return {
    message: rule.message,
    cel: when ? `!${matches(rule.when)} || ${matches(rule.pattern)}` : matches(rule.pattern),
    holds: (text) => when?.test(text) === false || must.test(text),
  };
}

function matches(pattern: string | undefined): string {
  return `self.matches(r'${pattern}')`;
}

function celRules({ cel, message, celMessage, path }: Rule<never>): CelRule[] {
  if (cel === undefined) return [];
  const messageExpression = celMessage !== undefined && { messageExpression: celMessage };
  return [{ rule: cel, message, ...messageExpression, ...(path && { fieldPath: `.${path.join('.')}` }) }];
}
