import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { qualifiedPlural, type ResourceType } from '../../api/meta.ts';

/** Labels by which the Job controller of one cluster knows its Pods; another cluster's refuses them. */
const jobLabels: readonly string[] = [
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'job-name',
  'batch.kubernetes.io/job-name',
];

/** Metadata that a server writes into the template of Pods, too. */
const templateMetadata: readonly string[] = ['creationTimestamp'];

/** By type: its objects without what the cluster they are in has filled in, which other clusters fill in for themselves. */
const cleaners: Readonly<Record<string, (content: JsonObject) => JsonObject>> = {
  namespaces: (namespace) => inside(namespace, 'spec', (spec) => without(spec, ['finalizers'])),
  serviceaccounts: (account) => without(account, ['secrets']),
  services: (service) => inside(service, 'spec', cleanServiceSpec),
  persistentvolumeclaims: (claim) => inside(claim, 'spec', (spec) => without(spec, ['volumeName'])),
  pods: (pod) => inside(pod, 'spec', (spec) => without(spec, ['nodeName'])),
  'jobs.batch': (job) => inside(job, 'spec', cleanJobSpec),
};

/** An object's content without what the server it came from has filled in. */
export function withoutServerFields(content: JsonObject, target: Pick<ResourceType, 'group' | 'plural'>): JsonObject {
  const clean = cleaners[qualifiedPlural(target)] ?? ((same: JsonObject) => same);
  return inside(clean(content), 'spec', (spec) =>
    inside(spec, 'template', (template) =>
      inside(template, 'metadata', (metadata) => without(metadata, templateMetadata)),
    ),
  );
}

/** `None` is what makes a Service headless, and no address. */
function cleanServiceSpec(spec: JsonObject): JsonObject {
  const isHeadless = spec['clusterIP'] === 'None';
  const kept = without(spec, ['clusterIPs', 'healthCheckNodePort', ...(isHeadless ? [] : ['clusterIP'])]);
  const ports = kept['ports'];
  if (!Array.isArray(ports)) return kept;
  return { ...kept, ports: ports.map((port: Json) => (isJsonObject(port) ? without(port, ['nodePort']) : port)) };
}

/** A selector of one's own (manualSelector) stays. */
function cleanJobSpec(spec: JsonObject): JsonObject {
  if (spec['manualSelector'] === true) return spec;
  return inside(without(spec, ['selector']), 'template', (template) =>
    inside(template, 'metadata', (metadata) => inside(metadata, 'labels', (labels) => without(labels, jobLabels))),
  );
}

/** The object with one of its objects changed; as it is where it has none of that name. */
function inside(object: JsonObject, field: string, change: (inner: JsonObject) => JsonObject): JsonObject {
  const inner = object[field];
  return isJsonObject(inner) ? { ...object, [field]: change(inner) } : object;
}

function without(object: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));
}
