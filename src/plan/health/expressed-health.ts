import {
  celValueOf,
  compileCel,
  compileCelText,
  type CelAnswer,
  type CelVariable,
  type CompiledCel,
} from '../../base/cel.ts';
import type { Json } from '../../base/json.ts';
import type { HealthExpressions } from '../../api/federated-type-config.ts';
import { degraded, healthy, progressing, suspended, type HealthRule, type Verdict } from './health-rule.ts';
import type { LiveObject } from './live-object.ts';

/** What an expression says of an object; without one it says nothing that would change anything. */
type Question<T> = (object: CelVariable) => CelAnswer<T>;

/** In the order they are asked. */
const states = ['degraded', 'suspended', 'healthy'] as const;

/**
 * The rule that the expressions of a FederatedTypeConfig make: degraded comes before suspended before healthy, and what is
 * none of them is on its way. An expression that makes no sense, or has no answer for an object, makes its health Unknown.
 */
export function expressedHealth(expressions: HealthExpressions): HealthRule['judge'] {
  const questions = states.map((state) => ({ state, ask: questionOf(state, compileCel, expressions[state], false) }));
  const message = questionOf('message', compileCelText, expressions.message, '');
  return (object) => {
    const given = celValueOf(withoutManagedFields(object));
    for (const { state, ask } of questions) {
      const answer = ask(given);
      if (!answer.ok) return { health: 'Unknown', message: answer.message };
      if (answer.value) return verdictOf(state, message(given));
    }
    return progressing(wordsOf(message(given), 'spec.health.healthy does not hold'));
  };
}

function verdictOf(state: (typeof states)[number], message: CelAnswer<string>): Verdict {
  if (state === 'healthy') return healthy;
  const words = wordsOf(message, `spec.health.${state} holds`);
  return state === 'degraded' ? degraded(words) : suspended(words);
}

/** A message that cannot be had changes no verdict. */
function wordsOf(message: CelAnswer<string>, otherwise: string): string {
  if (!message.ok) return `${otherwise}; ${message.message}`;
  return message.value === '' ? otherwise : message.value;
}

function questionOf<T>(
  field: keyof HealthExpressions,
  compile: (source: string, variables: readonly string[]) => CompiledCel<T>,
  source: string | undefined,
  otherwise: T,
): Question<T> {
  if (source === undefined) return () => ({ ok: true, value: otherwise });
  const compiled = compile(source, ['object']);
  const path = `spec.health.${field} of the FederatedTypeConfig`;
  if (!compiled.ok) return () => ({ ok: false, message: `${path} makes no sense: ${compiled.message}` });
  return (object) => {
    const answer = compiled.predicate({ object });
    return answer.ok ? answer : { ok: false, message: `${path} has no answer: ${answer.message}` };
  };
}

/** Nobody judges by who wrote what, and it is most of many an object. */
function withoutManagedFields(object: LiveObject): Json {
  const { managedFields: _, ...metadata } = object.metadata as LiveObject['metadata'] & { managedFields?: unknown };
  return { ...object, metadata } as unknown as Json;
}
