import { featureGateNames } from '../../api/feature-gates.ts';
import { parseKubeFedConfig, type KubeFedConfigSpec } from '../../api/kubefed-config.ts';
import type { Json } from '../../base/json.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { UsageFailure } from '../failure.ts';

/** Settings as `--set` gives them, nested as the spec of a KubeFedConfig has them. */
export type Settings = JsonObject;

const gates = 'featureGates';

/**
 * Reads assignments such as `clusterHealthCheck.period=1s` and `featureGates.PropagatedVersions=Enabled`.
 * Throws UsageFailure for a setting that does not exist or a value it cannot have.
 */
export function parseSettings(assignments: readonly string[]): Settings {
  let settings: Settings = {};
  for (const assignment of assignments) {
    const [, name = '', value = ''] = /^([^=]+)=(.+)$/.exec(assignment) ?? [];
    if (!settingNames().includes(name)) throw unknownSetting(assignment, name);
    settings = withSetting(settings, name.split('.'), value);
    checkValues(assignment, settings);
  }
  return settings;
}

/** The spec with the settings in place; gates that are not among them stay as they are. */
export function mergeSettings(spec: Partial<KubeFedConfigSpec>, settings: Settings): JsonObject {
  return merge(spec, settings);
}

/** Every setting there is, as `--set` names it. */
export function settingNames(): string[] {
  const defaults = parseKubeFedConfig({ metadata: { name: 'defaults' }, spec: { scope: 'Cluster' } });
  const { scope: _, [gates]: __, ...spec } = defaults.ok ? defaults.value.spec : ({} as Partial<KubeFedConfigSpec>);
  const grouped = Object.entries(spec).flatMap(([group, fields]) =>
    Object.keys(fields).map((name) => `${group}.${name}`),
  );
  return [...grouped, ...featureGateNames.map((name) => `${gates}.${name}`)];
}

function withSetting(settings: Settings, [group = '', field = '']: readonly string[], value: string): Settings {
  if (group === gates) return merge(settings, { [gates]: [{ name: field, configuration: value }] });
  return merge(settings, { [group]: { [field]: /^[0-9]+$/.test(value) ? Number(value) : value } });
}

function merge(into: JsonObject, from: JsonObject): JsonObject {
  const entries = Object.entries(from).map(([key, value]) => [key, mergeValue(into[key], value)]);
  return { ...into, ...(Object.fromEntries(entries) as JsonObject) };
}

function mergeValue(before: Json | undefined, after: Json | undefined): Json | undefined {
  if (isJsonObject(before) && isJsonObject(after)) return merge(before, after);
  if (!Array.isArray(before) || !Array.isArray(after)) return after;
  const names = new Set(after.map(nameOf));
  return [...before.filter((item: Json) => !names.has(nameOf(item))), ...(after as Json[])];
}

function nameOf(item: Json): Json | undefined {
  return isJsonObject(item) ? item['name'] : undefined;
}

function checkValues(assignment: string, settings: Settings): void {
  const parsed = parseKubeFedConfig({ metadata: { name: 'settings' }, spec: { scope: 'Cluster', ...settings } });
  if (!parsed.ok) throw new UsageFailure(`--set ${assignment}: ${parsed.reasons.join('; ')}`);
}

function unknownSetting(assignment: string, name: string): UsageFailure {
  const what =
    name === ''
      ? 'it must be a setting and a value, as in clusterHealthCheck.period=1s'
      : `there is no setting "${name}"`;
  return new UsageFailure(`--set ${assignment}: ${what}`, { next: `the settings are: ${settingNames().join(', ')}` });
}
