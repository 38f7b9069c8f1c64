import type { Json, JsonObject } from '../../base/json.ts';
import { parsePointer, valueAt } from '../../base/json-pointer.ts';
import type { HealthExpressions, StatusField } from '../../api/federated-type-config.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import type { Assessment } from '../../api/object-health.ts';
import { expressedHealth } from './expressed-health.ts';
import { progressing, type HealthRule, type Verdict } from './health-rule.ts';
import { ruleFor } from './health-rules.ts';
import { numberIn, statusOf, type LiveObject } from './live-object.ts';
import { generic } from './rules/generic.ts';

/** How objects of a type are looked at, as far as its FederatedTypeConfig says. */
export interface HealthSettings {
  /** In the place of the rule of the kind. */
  readonly expressions?: HealthExpressions;
  readonly fields?: readonly StatusField[];
}

export type Assess = (object: KubeObject) => Assessment;

/** A status of many clusters holds a message for each. */
const mostMessageCharacters = 200;
const mostFieldCharacters = 1_024;
/** One for all that is well, so that a cache of many objects holds no more than a reference for each. */
const well: Assessment = { health: 'Healthy' };

/** What is told of objects of a type. It has an answer for every object, and never throws. */
export function createAssessor(
  target: Pick<ResourceType, 'group' | 'kind'>,
  { expressions, fields = [] }: HealthSettings = {},
): Assess {
  const rule: Pick<HealthRule, 'judge' | 'count' | 'hasController'> = ruleFor(target) ?? generic;
  const judge = expressions ? expressedHealth(expressions) : rule.judge;
  const paths = fields.map(({ name, path }) => ({ name, tokens: parsePointer(path) ?? [] }));
  const awaitsController = rule.hasController === true && !expressions;
  return (object) => {
    const verdict = beforehand(object, awaitsController) ?? judge(object);
    const replicas = rule.count?.(object);
    const collected = collect(object, paths);
    if (verdict.health === 'Healthy' && !replicas && !collected) return well;
    return {
      health: verdict.health,
      ...(verdict.health !== 'Healthy' && { healthMessage: shorten(verdict.message) }),
      ...(replicas && { replicas }),
      ...(collected && { fields: collected }),
    };
  };
}

/** What is so for every kind: what goes is on its way, and so is what has changed since its controller looked at it. */
function beforehand(object: LiveObject, awaitsController: boolean): Verdict | undefined {
  const { deletionTimestamp, generation } = object.metadata;
  if (deletionTimestamp !== undefined) return progressing('it is being deleted');
  const observed = numberIn(statusOf(object), 'observedGeneration');
  if (generation === undefined || (observed === undefined && !awaitsController)) return undefined;
  return (observed ?? 0) < generation
    ? progressing('its controller has not looked at its newest version yet')
    : undefined;
}

function shorten(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim();
  return line.length <= mostMessageCharacters ? line : `${line.slice(0, mostMessageCharacters - 3)}...`;
}

/** Undefined when there is nothing of it; what is larger than a status can hold for many clusters is left out. */
function collect(
  object: KubeObject,
  paths: readonly { readonly name: string; readonly tokens: readonly string[] }[],
): JsonObject | undefined {
  const found = paths.flatMap(({ name, tokens }) => {
    const value = valueAt(object as unknown as Json, tokens);
    return value === undefined || JSON.stringify(value).length > mostFieldCharacters ? [] : [[name, value] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
