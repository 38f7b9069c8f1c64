import { customResourceDefinitionType } from '../../api/crd.ts';
import { apiVersionOf, qualifiedPlural, type KubeObject, type ResourceType } from '../../api/meta.ts';
import type { KubeClient } from '../../kube/client.ts';
import { find } from '../apply-object.ts';

/** What the schema of a type decides about its federated type. */
export interface TargetSchema {
  readonly hasTemplateSchema: boolean;
  readonly hasReplicas: boolean;
}

/** A JSON schema, as far as it is read. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly 'x-kubernetes-group-version-kind'?: readonly Pick<ResourceType, 'group' | 'version' | 'kind'>[];
}

interface TargetCrd extends KubeObject {
  readonly spec: {
    readonly versions: readonly { readonly name: string; readonly schema?: { readonly openAPIV3Schema?: Schema } }[];
  };
}

/** Reads the schema of a type from its CRD, or from the server's OpenAPI where it has none. */
export async function readTargetSchema(client: KubeClient, target: ResourceType): Promise<TargetSchema> {
  const ref = { namespace: '', name: qualifiedPlural(target) };
  const crd = await find<TargetCrd>(client, customResourceDefinitionType, ref);
  if (!crd) {
    const schemas = await openApiSchemas(client, target);
    return { hasTemplateSchema: true, hasReplicas: hasReplicas(schemaOfKind(schemas, target), schemas) };
  }
  const version = crd.spec.versions.find(({ name }) => name === target.version);
  const schema = version?.schema?.openAPIV3Schema;
  return { hasTemplateSchema: schema !== undefined, hasReplicas: hasReplicas(schema, {}) };
}

/** Whether objects of the schema have a `spec.replicas` that autoscalers can own: KubeFed asks for int32. */
export function hasReplicas(schema: Schema | undefined, schemas: Readonly<Record<string, Schema>>): boolean {
  const spec = resolve(schema?.properties?.['spec'], schemas);
  const replicas = spec?.properties?.['replicas'];
  return replicas?.type === 'integer' && replicas.format === 'int32';
}

/** The schema of a type among those of its group and version. */
export function schemaOfKind(
  schemas: Readonly<Record<string, Schema>>,
  { group, version, kind }: Pick<ResourceType, 'group' | 'version' | 'kind'>,
): Schema | undefined {
  return Object.values(schemas).find(({ 'x-kubernetes-group-version-kind': kinds }) =>
    kinds?.some((each) => each.group === group && each.version === version && each.kind === kind),
  );
}

/** A field with a default refers to its type from within allOf. */
function resolve(schema: Schema | undefined, schemas: Readonly<Record<string, Schema>>): Schema | undefined {
  const reference = schema?.$ref ?? schema?.allOf?.[0]?.$ref;
  return reference === undefined ? schema : schemas[reference.replace('#/components/schemas/', '')];
}

async function openApiSchemas(client: KubeClient, target: ResourceType): Promise<Readonly<Record<string, Schema>>> {
  const root = target.group === '' ? 'api' : 'apis';
  const { body } = await client.request('GET', `/openapi/v3/${root}/${apiVersionOf(target)}`);
  const { components } = JSON.parse(body.toString('utf8')) as { components?: { schemas?: Record<string, Schema> } };
  return components?.schemas ?? {};
}
