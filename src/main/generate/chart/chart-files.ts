import { dump } from 'js-yaml';
import type { Json, JsonObject } from '../../../base/json.ts';
import { defaultTypes } from '../../../api/default-types.ts';
import { defaultPlace, typeConfigFor } from '../../../api/federated-type.ts';
import { apiVersionOf } from '../../../api/meta.ts';
import { federatedTypeConfigType } from '../../../api/federated-type-config.ts';
import { policyGroup, schedulingGroup } from '../../../api/names.ts';
import { chartValues, listValues, type ChartSection, type ChartValue } from './chart-values.ts';
import { clusterRules, federationRules, systemRules, userResources, type HostRule } from './host-rules.ts';

const from = 'src/main/generate/chart by "make generate"; changes belong there.';
const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const readVerbs = ['get', 'list', 'watch'];

/** The generated files of the chart beside its CRDs, and the page that lists its values; each as path and text. */
export function chartFiles(chart: string, reference: string): [path: string, text: string][] {
  return [
    [`${chart}/values.yaml`, `# Generated from ${from}\n${formatValues(chartValues, '')}`],
    [`${chart}/values.schema.json`, `${JSON.stringify(schemaOf(chartValues, true), null, 2)}\n`],
    [`${chart}/templates/_rules.tpl`, formatRules()],
    [`${chart}/templates/federatedtypeconfigs.yaml`, formatTypeConfigs()],
    [reference, formatReference()],
  ];
}

function formatValues({ values }: ChartSection, indent: string): string {
  return Object.entries(values)
    .map(([key, value]) =>
      'value' in value
        ? `${indent}# ${value.description}.\n${indent}${key}: ${JSON.stringify(value.value)}\n`
        : `${indent}${key}:\n${formatValues(value, `${indent}  `)}`,
    )
    .join('');
}

/** Names that do not exist are told at the top as everywhere, but `global` belongs to charts above this one as well. */
function schemaOf(section: ChartSection, isTop = false): JsonObject {
  const properties = Object.fromEntries(
    Object.entries(section.values).map(([key, value]) => {
      const schema = 'value' in value ? valueSchema(value) : schemaOf(value);
      return [key, key === 'global' ? { ...schema, additionalProperties: true } : schema];
    }),
  );
  const top = isTop ? { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Values of the chart hansa' } : {};
  return { ...top, type: 'object', additionalProperties: false, properties };
}

function valueSchema({ value, description, schema }: ChartValue): JsonObject {
  return { type: typeOf(value), description, ...schema };
}

function typeOf(value: Json): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' ? 'integer' : typeof value;
}

function formatRules(): string {
  const ofUsers = [
    ...userResources,
    { group: policyGroup, resources: ['placementpolicies'] },
    { group: schedulingGroup, resources: ['replicaschedulingpreferences', 'schedulingpreferences'] },
  ];
  return [
    `{{/* Generated from ${from} */}}\n`,
    defined('systemRules', rulesText(systemRules)),
    defined('federationRules', rulesText(federationRules)),
    defined('clusterRules', rulesText(clusterRules)),
    defined('editRules', rulesText(withVerbs(ofUsers, allVerbs))),
    defined('viewRules', rulesText(withVerbs(ofUsers, readVerbs))),
  ].join('');
}

function withVerbs(rules: readonly Omit<HostRule, 'verbs'>[], verbs: HostRule['verbs']): HostRule[] {
  return rules.map(({ group, resources }) => ({ group, resources, verbs }));
}

function defined(name: string, text: string): string {
  return `{{- define "hansa.${name}" -}}\n${text}{{- end }}\n`;
}

function rulesText(rules: readonly HostRule[]): string {
  return rules
    .map(({ group, resources, verbs, name }) => {
      const names = name === undefined ? '' : `  resourceNames: ${JSON.stringify([name])}\n`;
      return `- apiGroups: ${JSON.stringify([group])}\n  resources: ${JSON.stringify(resources)}\n${names}  verbs: ${JSON.stringify(verbs)}\n`;
    })
    .join('');
}

function formatTypeConfigs(): string {
  const configs = defaultTypes.map(({ target }) => {
    const { metadata, spec } = typeConfigFor(target, defaultPlace);
    const head = { apiVersion: apiVersionOf(federatedTypeConfigType), kind: federatedTypeConfigType.kind };
    return dump(
      { ...head, metadata: { name: metadata.name, namespace: '{{ .Release.Namespace }}' }, spec },
      { lineWidth: -1 },
    );
  });
  return `{{- /* Generated from ${from} */ -}}\n{{- if .Values.controllermanager.enabled }}\n---\n${configs.join('---\n')}{{- end }}\n`;
}

function formatReference(): string {
  const rows = listValues(chartValues).map(
    ([name, { value, description }]) => `| \`${name}\` | \`${JSON.stringify(value)}\` | ${description} |\n`,
  );
  return `# Values of the chart

Generated from ${from} The names are those of KubeFed's chart, so that values files of old keep working;
[Installing](../guide/installing.md) says what to do with them. Mistakes in names and values are refused by \`values.schema.json\`.

| value | default | meaning |
| --- | --- | --- |
${rows.join('')}`;
}
