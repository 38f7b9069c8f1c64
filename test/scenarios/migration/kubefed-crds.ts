import { isJsonObject, type Json } from '../../../src/base/json.ts';
import { coreCrds } from '../../../src/api/core-crds.ts';
import type { CustomResourceDefinition } from '../../../src/api/crd.ts';
import { policyGroup } from '../../../src/api/names.ts';
import { defaultFederatedCrd, defaultTypes } from '../../../src/api/default-types.ts';

/** What KubeFed left to its webhooks, and its schemas do not have. */
const rules = new Set(['x-kubernetes-validations', 'default', 'enum', 'minimum', 'maximum', 'pattern']);
/** Fields of a federated object's status that are Hansa's own. */
const additions: readonly (readonly string[])[] = [
  ['conditions', 'message'],
  ['clusters', 'message'],
  ['clusters', 'version'],
];

/** The definitions KubeFed's chart installs, as far as they differ from Hansa's in what they keep and refuse. */
export function kubeFedCrds(): CustomResourceDefinition[] {
  const federated = defaultTypes.map(defaultFederatedCrd).map(withoutAdditions);
  const core = coreCrds().filter(({ spec }) => spec.group !== policyGroup);
  return [...core, ...federated].map(
    (crd) => withoutRules(crd as unknown as Json) as unknown as CustomResourceDefinition,
  );
}

function withoutRules(value: Json): Json {
  if (Array.isArray(value)) return (value as Json[]).map(withoutRules);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !rules.has(key) && key !== 'additionalPrinterColumns');
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutRules(one ?? null)]));
}

function withoutAdditions(crd: CustomResourceDefinition): CustomResourceDefinition {
  const copy = structuredClone(crd) as unknown as { spec: { versions: { schema: { openAPIV3Schema: Schema } }[] } };
  const status = copy.spec.versions[0]?.schema.openAPIV3Schema.properties?.['status'];
  for (const [list = '', field = ''] of additions) {
    const fields = status?.properties?.[list]?.items?.properties;
    if (!fields || !(field in fields)) throw new Error(`the schema has no status.${list}[].${field}`);
    Reflect.deleteProperty(fields, field);
  }
  if (status?.properties?.['excluded'] === undefined) throw new Error('the schema has no status.excluded');
  Reflect.deleteProperty(status.properties, 'excluded');
  return copy as unknown as CustomResourceDefinition;
}

interface Schema {
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
}
