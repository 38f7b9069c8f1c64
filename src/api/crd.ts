import type { z } from 'zod';
import type { CrdSchema } from './crd-schema.ts';
import { crdSchemaOf } from './crd-schema.ts';
import type { KubeObject, ResourceType } from './meta.ts';
import { qualifiedPlural } from './meta.ts';

/** Where the CRDs themselves are found. */
export const customResourceDefinitionType: ResourceType = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
};

/** One column of `kubectl get`; a priority above 0 shows it with `-o wide` only. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly jsonPath: string;
  readonly priority?: number;
  readonly description?: string;
}

interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema: { readonly openAPIV3Schema: CrdSchema };
  readonly subresources?: { readonly status: Record<string, never> };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
}

interface CrdNames {
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames?: readonly string[];
}

export interface CustomResourceDefinition extends KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly scope: 'Cluster' | 'Namespaced';
    readonly names: CrdNames;
    readonly versions: readonly CrdVersion[];
  };
}

/** A kind Hansa serves, as far as its CRD goes. */
export interface ServedKind {
  readonly type: ResourceType;
  readonly schema: z.ZodType;
  readonly shortNames?: readonly string[];
  readonly columns?: readonly PrinterColumn[];
  /** Whether status is written apart from the rest. */
  readonly statusSubresource: boolean;
}

export const ageColumn: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

/** The CRD of a kind: one version, served and stored. */
export function crdOf(served: ServedKind): CustomResourceDefinition {
  const { type } = served;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: qualifiedPlural(type) },
    spec: {
      group: type.group,
      scope: type.namespaced ? 'Namespaced' : 'Cluster',
      names: crdNames(type, served.shortNames ?? []),
      versions: [crdVersion(served)],
    },
  };
}

function crdNames({ kind, plural }: ResourceType, shortNames: readonly string[]): CrdNames {
  const names = { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() };
  return shortNames.length === 0 ? names : { ...names, shortNames };
}

function crdVersion({ type, schema, columns, statusSubresource }: ServedKind): CrdVersion {
  return {
    name: type.version,
    served: true,
    storage: true,
    schema: { openAPIV3Schema: crdSchemaOf(schema) },
    ...(statusSubresource && { subresources: { status: {} } }),
    ...(columns && { additionalPrinterColumns: columns }),
  };
}
