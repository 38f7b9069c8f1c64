import { celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { isExactInteger } from './exact-json.ts';
import type { Json } from './json.ts';
import { messageOf } from './message-of.ts';

/** What expressions are given; an integer is a bigint, since CEL tells it from a double (see celValueOf). */
export type CelVariable =
  | string
  | boolean
  | null
  | bigint
  | number
  | readonly CelVariable[]
  | { readonly [key: string]: CelVariable };

/** What an expression says, or why it says nothing. */
export type CelAnswer<T = boolean> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };
export type CelPredicate<T = boolean> = (variables: Readonly<Record<string, CelVariable>>) => CelAnswer<T>;
export type CompiledCel<T = boolean> =
  | { readonly ok: true; readonly predicate: CelPredicate<T> }
  | { readonly ok: false; readonly message: string };

type Expression = NonNullable<ReturnType<typeof parse>['expr']>;

// There is no limit to what an evaluation may cost, so that what could make it cost much is limited instead: with these,
// the worst takes some ten milliseconds. Regular expressions are RE2's, whose time is linear.
const mostCharacters = 1_024;
const mostNodes = 512;
/** Of each list and map. */
const mostEntries = 256;

/** Names of CEL itself that stand where a variable could. */
const typeNames: readonly string[] = [
  'bool',
  'bytes',
  'double',
  'int',
  'list',
  'map',
  'null_type',
  'string',
  'type',
  'uint',
];
const environment = celEnv({});

/** Compiles an expression that answers yes or no and knows the variables named; it never throws, nor does what it gives. */
export function compileCel(source: string, variables: readonly string[]): CompiledCel {
  return compile(source, variables, 'neither true nor false', (value) => typeof value === 'boolean');
}

/** The same for an expression whose answer is a text. */
export function compileCelText(source: string, variables: readonly string[]): CompiledCel<string> {
  return compile(source, variables, 'no text', (value) => typeof value === 'string');
}

/** JSON as CEL reads it: numbers without a fraction are integers, and what is undefined is not there. */
export function celValueOf(json: Json): CelVariable {
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (typeof json !== 'object' || json === null) return json;
  if (isExactInteger(json)) return BigInt(json.rawJSON);
  if (Array.isArray(json)) return (json as readonly Json[]).map(celValueOf);
  const entries = Object.entries(json).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, celValueOf(value)]));
}

function compile<T extends boolean | string>(
  source: string,
  variables: readonly string[],
  otherwise: string,
  isWanted: (value: unknown) => value is T,
): CompiledCel<T> {
  if (source.length > mostCharacters) return fault(`it has more than ${mostCharacters} characters`);
  try {
    const { expr } = parse(source);
    const found = faultOf(expr, new Set([...variables, ...typeNames]));
    if (found !== undefined) return fault(found);
    const run = plan(environment, expr);
    return { ok: true, predicate: (given) => answer(run, given, otherwise, isWanted) };
  } catch (error) {
    return fault(error instanceof RangeError ? 'it is nested too deeply' : tidy(messageOf(error)));
  }
}

function answer<T>(
  run: ReturnType<typeof plan>,
  given: Readonly<Record<string, CelVariable>>,
  otherwise: string,
  isWanted: (value: unknown) => value is T,
): CelAnswer<T> {
  if (!isSmall(given)) return fault(`what it is given has more than ${mostEntries} entries`);
  const value = run(given);
  if (isCelError(value)) return fault(tidy(value.message));
  return isWanted(value) ? { ok: true, value } : fault(`its value is ${otherwise}`);
}

function fault(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}

/** `<input>` is no name that anybody knows. */
function tidy(message: string): string {
  return message.replace(/^<input>:\d+:(\d+): /, 'at character $1: ');
}

function isSmall(value: CelVariable): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const entries = Object.values(value);
  return entries.length <= mostEntries && entries.every(isSmall);
}

/** What is wrong with an expression beyond its syntax. */
function faultOf(root: Expression, known: ReadonlySet<string>): string | undefined {
  let nodes = 0;
  const visit = (expression: Expression | undefined, names: ReadonlySet<string>, loops: number): string | undefined => {
    if (expression === undefined) return undefined;
    nodes += 1;
    if (nodes > mostNodes) return 'it is too long';
    const { exprKind } = expression;
    if (exprKind.case === 'identExpr') {
      const { name } = exprKind.value;
      return names.has(name) ? undefined : `it does not know ${name}`;
    }
    if (exprKind.case !== 'comprehensionExpr') return first(partsOf(expression), (part) => visit(part, names, loops));
    if (loops > 0) return 'a macro such as all or exists cannot be inside another';
    const { iterVar, accuVar, iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
    const inner = new Set([...names, iterVar, accuVar]);
    return (
      first([iterRange, accuInit], (part) => visit(part, names, loops)) ??
      first([loopCondition, loopStep, result], (part) => visit(part, inner, loops + 1))
    );
  };
  return visit(root, known, 0);
}

function partsOf({ exprKind }: Expression): readonly (Expression | undefined)[] {
  if (exprKind.case === 'callExpr') return [exprKind.value.target, ...exprKind.value.args];
  if (exprKind.case === 'selectExpr') return [exprKind.value.operand];
  if (exprKind.case === 'listExpr') return exprKind.value.elements;
  if (exprKind.case !== 'structExpr') return [];
  return exprKind.value.entries.flatMap(({ keyKind, value }) => [
    keyKind.case === 'mapKey' ? keyKind.value : undefined,
    value,
  ]);
}

function first<T>(parts: readonly T[], find: (part: T) => string | undefined): string | undefined {
  for (const part of parts) {
    const found = find(part);
    if (found !== undefined) return found;
  }
  return undefined;
}
