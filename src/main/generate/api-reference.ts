import { coreCrds } from '../../api/core-crds.ts';
import type { CustomResourceDefinition } from '../../api/crd.ts';
import type { CrdSchema } from '../../api/crd-schema.ts';
import type { DefaultType } from '../../api/default-types.ts';
import { defaultFederatedCrd, defaultTypes } from '../../api/default-types.ts';
import { defaultPlace } from '../../api/federated-type.ts';
import { featureGateDefaults } from '../../api/feature-gates.ts';
import { qualifiedPlural } from '../../api/meta.ts';
import { splitCrds } from '../../api/split-crds.ts';
import { formatFieldTable, rulesOf } from './field-table.ts';

const introduction = `<!-- Generated from src/api by "make generate"; changes belong there. -->

# API reference

Groups, versions, kinds and fields are those of KubeFed v2, so that its manifests work as they are. The API server itself
checks the rules below when an object is written, and fills in the defaults. \`kubectl explain\` knows the fields too.`;

/** The reference of every kind Hansa serves, in Markdown. */
export function formatApiReference(): string {
  return `${[introduction, ...coreCrds().map(formatKind), formatFederatedKinds(), formatSplitKinds()].join('\n\n')}\n`;
}

function formatKind(crd: CustomResourceDefinition): string {
  const { kind } = crd.spec.names;
  const schema = schemaOf(crd);
  const rules = rulesOf(schema).map((rule) => `Besides, ${rule}.`);
  const gates = kind === 'KubeFedConfig' ? [formatFeatureGates()] : [];
  return [`## ${kind}`, schema.description, formatFacts(crd), formatOwnFields(schema), ...rules, ...gates].join('\n\n');
}

function formatFacts({ spec }: CustomResourceDefinition): string {
  const { names, scope, group } = spec;
  const [version] = spec.versions;
  const short = (names.shortNames ?? []).map((name) => `, short \`${name}\``).join('');
  const columns = version?.additionalPrinterColumns?.map(({ name }) => `\`${name}\``).join(', ');
  return [
    `- \`${group}/${version?.name}\`, \`${names.plural}\`${short}`,
    `- ${scope === 'Cluster' ? 'Not in a namespace' : 'In a namespace'}`,
    ...(version?.subresources ? ['- `status` is written apart from the rest'] : []),
    ...(columns === undefined ? [] : [`- Columns: ${columns}`]),
  ].join('\n');
}

function formatOwnFields(schema: CrdSchema): string {
  const { apiVersion: _a, kind: _k, metadata: _m, ...properties } = schema.properties ?? {};
  return formatFieldTable({ ...schema, properties });
}

function formatFeatureGates(): string {
  const rows = Object.entries(featureGateDefaults).map(
    ([name, on]) => `| \`${name}\` | ${on ? 'Enabled' : 'Disabled'} |`,
  );
  return ['| Feature gate | Default |', '| --- | --- |', ...rows].join('\n');
}

/** All federated types have the fields of the one with the most. */
function formatFederatedKinds(): string {
  const [richest] = defaultTypes.filter(({ hasReplicas }) => hasReplicas).map(defaultFederatedCrd);
  return [
    '## Federated types',
    'What should become of an object of the target type in several clusters. `hansa enable` makes one for any type the host ' +
      'serves; these ten are there from the start. `template` is missing where the CRD of the target has no schema, ' +
      '`retainReplicas` where the target has no `spec.replicas`.',
    ['| Kind | Plural | Short | Target |', '| --- | --- | --- | --- |', ...defaultTypes.map(formatFederatedRow)].join(
      '\n',
    ),
    richest ? formatOwnFields(schemaOf(richest)) : '',
  ].join('\n\n');
}

/** They are alike for all targets. */
function formatSplitKinds(): string {
  const crds = defaultTypes.slice(0, 1).flatMap(({ target }) => splitCrds(target, defaultPlace));
  return [
    '## Split types',
    'Placement and overrides as objects of their own, of the same namespace and name as the federated object. ' +
      '`hansa enable TYPE --split` makes both, named after the federated type: `FederatedDeploymentPlacement` ' +
      '(`federateddeploymentplacements`) and `FederatedDeploymentOverride` (`federateddeploymentoverrides`).',
    ...crds.map((crd) => formatOwnFields(schemaOf(crd))),
  ].join('\n\n');
}

function formatFederatedRow(type: DefaultType): string {
  const { metadata, spec } = defaultFederatedCrd(type);
  const short = spec.names.shortNames?.join(', ') ?? '';
  return `| ${spec.names.kind} | \`${metadata.name}\` | ${short} | \`${qualifiedPlural(type.target)}\` |`;
}

function schemaOf({ spec }: CustomResourceDefinition): CrdSchema {
  return spec.versions[0]?.schema.openAPIV3Schema ?? {};
}
