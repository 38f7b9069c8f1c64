import { deepEqual } from '../../base/deep-equal.ts';
import type { PatchOperation } from '../../base/json-patch.ts';
import { parsePointer, valueAt } from '../../base/json-pointer.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { applyOverrides } from '../override/apply-overrides.ts';

/**
 * Fields of one intent for which the object that is there already stands above the template; overrides stand above both.
 * All other fields of others stay theirs by server-side apply, which leaves alone what an intent does not set.
 */
export interface Retention {
  readonly fields: readonly RetainedField[];
  /** Where the replicas are that the live object keeps, as a JSON Pointer, where that is not in spec.replicas. */
  readonly replicasPath?: string;
  /** What the intent was made from: the object before overrides, and the overrides. */
  readonly template: JsonObject;
  readonly operations: readonly PatchOperation[];
}

/** `replicas` is wanted by retainReplicas, or while a preference leaves them to the cluster; the others are of Services, where the template sets what clusters allot. */
export type RetainedField = 'replicas' | 'clusterIP' | 'clusterIPs' | 'healthCheckNodePort' | 'nodePort';

/** Where KubeFed looks for replicas, and caches keep them. */
export const usualReplicasPath = '/spec/replicas';

/** Which fields a live object keeps, its replicas among them where replicasPath says where they are; undefined when there are none, as mostly. */
export function decideRetention(
  template: JsonObject,
  target: ResourceType,
  replicasPath: string | undefined,
  operations: readonly PatchOperation[],
): Retention | undefined {
  const fields: RetainedField[] = replicasPath === usualReplicasPath ? ['replicas'] : [];
  if (target.kind === 'Service' && target.group === '') fields.push(...allottedFields(specOf(template)));
  const elsewhere = replicasPath === usualReplicasPath ? undefined : replicasPath;
  if (fields.length === 0 && elsewhere === undefined) return undefined;
  return { fields, template, operations, ...(elsewhere !== undefined && { replicasPath: elsewhere }) };
}

/** Whether a cached object does not hold what is retained, so that it has to be read. */
export function retainsUncached(retention: Retention | undefined): boolean {
  if (!retention) return false;
  return retention.replicasPath !== undefined || retention.fields.some((field) => field !== 'replicas');
}

/**
 * The object to write over a live one; the intent's own object itself where the live one makes no difference. Leaving a
 * retained field out would not do: a field nobody applies any more falls back to its default.
 */
export function withRetained(
  { object, retention }: { readonly object: JsonObject; readonly retention?: Retention },
  live: KubeObject | undefined,
): JsonObject {
  if (!retention || !live) return object;
  const spec = specOf(retention.template);
  const kept = retainedSpec(spec, specOf(live as unknown as JsonObject), retention.fields);
  const replicas = retainedReplicas(retention, live as unknown as JsonObject);
  if (kept === spec && replicas.length === 0) return object;
  const result = applyOverrides({ ...retention.template, spec: kept }, [...replicas, ...retention.operations]);
  // The managed label comes after overrides, and is what differs in metadata.
  return result.ok && isJsonObject(result.value) ? { ...result.value, metadata: object['metadata'] } : object;
}

/** What puts the live object's replicas in the place of the template's; nothing where they are the same. */
function retainedReplicas({ replicasPath, template }: Retention, live: JsonObject): PatchOperation[] {
  if (replicasPath === undefined) return [];
  const tokens = parsePointer(replicasPath) ?? [];
  const value = valueAt(live, tokens);
  if (value === undefined || deepEqual(value, valueAt(template, tokens))) return [];
  return [{ op: 'add', path: replicasPath, value }];
}

/** A headless Service is no matter of addresses. */
function allottedFields({ clusterIP, clusterIPs, healthCheckNodePort, ports }: JsonObject): RetainedField[] {
  const fields: RetainedField[] = [];
  if (typeof clusterIP === 'string' && !isHeadless(clusterIP)) fields.push('clusterIP');
  if (Array.isArray(clusterIPs) && !clusterIPs.every(isHeadless)) fields.push('clusterIPs');
  if (healthCheckNodePort !== undefined) fields.push('healthCheckNodePort');
  if (portsOf(ports).some(({ nodePort }) => nodePort !== undefined)) fields.push('nodePort');
  return fields;
}

function isHeadless(address: Json): boolean {
  return address === 'None' || address === '';
}

function retainedSpec(spec: JsonObject, live: JsonObject, fields: readonly RetainedField[]): JsonObject {
  const kept = fields.map(
    (field) => [field === 'nodePort' ? 'ports' : field, retainedValue(field, spec, live)] as const,
  );
  const changed = kept.filter(([name, value]) => value !== undefined && !deepEqual(spec[name], value));
  return changed.length === 0 ? spec : { ...spec, ...Object.fromEntries(changed) };
}

function retainedValue(field: RetainedField, spec: JsonObject, live: JsonObject): Json | undefined {
  if (field === 'replicas') return live['replicas'];
  if (field === 'nodePort') return retainedPorts(spec, live);
  const value = live[field];
  return isAllotted(value) ? value : undefined;
}

function isAllotted(value: Json | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== 0 && value !== '';
}

/** The template's ports, those with the node port of the live port of the same name, protocol and number. */
function retainedPorts(spec: JsonObject, live: JsonObject): Json {
  const there = portsOf(live['ports']);
  return portsOf(spec['ports']).map((port) =>
    withNodePort(
      port,
      there.find((one) => isSamePort(one, port)),
    ),
  );
}

function withNodePort(port: JsonObject, there: JsonObject | undefined): JsonObject {
  const nodePort = there?.['nodePort'];
  return port['nodePort'] !== undefined && isAllotted(nodePort) ? { ...port, nodePort } : port;
}

/** A protocol that is left out is TCP. (KubeFed took it for another one, and lost the node port.) */
function isSamePort(a: JsonObject, b: JsonObject): boolean {
  const [name, other] = [a['name'] ?? '', b['name'] ?? ''];
  return name === other && a['port'] === b['port'] && (a['protocol'] ?? 'TCP') === (b['protocol'] ?? 'TCP');
}

function portsOf(ports: Json | undefined): JsonObject[] {
  return Array.isArray(ports) ? ports.filter(isJsonObject) : [];
}

function specOf(object: JsonObject): JsonObject {
  return isJsonObject(object['spec']) ? object['spec'] : {};
}
