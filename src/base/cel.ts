import { celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { messageOf } from './message-of.ts';

/** Texts and maps of texts are all that expressions are given: numbers would have to be told apart as CEL does. */
export type CelVariable = string | { readonly [key: string]: CelVariable };

/** What an expression says, or why it says nothing. */
export type CelAnswer =
  | { readonly ok: true; readonly value: boolean }
  | { readonly ok: false; readonly message: string };
export type CelPredicate = (variables: Readonly<Record<string, CelVariable>>) => CelAnswer;
export type CompiledCel =
  | { readonly ok: true; readonly predicate: CelPredicate }
  | { readonly ok: false; readonly message: string };

type Expression = NonNullable<ReturnType<typeof parse>['expr']>;

// There is no limit to what an evaluation may cost, so that what could make it cost much is limited instead: with these,
// the worst takes some milliseconds. Regular expressions are RE2's, whose time is linear.
const mostCharacters = 1_024;
const mostNodes = 512;
const mostEntries = 64;

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
  if (source.length > mostCharacters) return fault(`it has more than ${mostCharacters} characters`);
  try {
    const { expr } = parse(source);
    const found = faultOf(expr, new Set([...variables, ...typeNames]));
    if (found !== undefined) return fault(found);
    const run = plan(environment, expr);
    return { ok: true, predicate: (given) => answer(run, given) };
  } catch (error) {
    return fault(error instanceof RangeError ? 'it is nested too deeply' : tidy(messageOf(error)));
  }
}

function answer(run: ReturnType<typeof plan>, given: Readonly<Record<string, CelVariable>>): CelAnswer {
  if (!isSmall(given)) return { ok: false, message: `what it is given has more than ${mostEntries} entries` };
  const value = run(given);
  if (isCelError(value)) return { ok: false, message: tidy(value.message) };
  return typeof value === 'boolean'
    ? { ok: true, value }
    : { ok: false, message: 'its value is neither true nor false' };
}

function fault(message: string): CompiledCel {
  return { ok: false, message };
}

/** `<input>` is no name that anybody knows. */
function tidy(message: string): string {
  return message.replace(/^<input>:\d+:(\d+): /, 'at character $1: ');
}

function isSmall(value: CelVariable): boolean {
  if (typeof value === 'string') return true;
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
