import type { JsonObject } from '../../base/json.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import { apiVersionOf, qualifiedPlural, type KubeObject, type ResourceType } from '../../api/meta.ts';
import type { SplitTypes } from '../../api/federated-type-config.ts';
import { managedLabel } from '../../api/names.ts';
import type { SplitForms } from '../forms/merge-forms.ts';
import { takeApart } from '../forms/take-apart.ts';
import { withoutServerFields } from './server-fields.ts';

/** A type and the type that federates it. */
export interface FederatedPair {
  readonly target: Pick<ResourceType, 'group' | 'plural'>;
  readonly federated: ResourceType;
  /** The types that placement and overrides are to be objects of; without them they stay in the federated object. */
  readonly split?: SplitTypes;
}

/** What an object becomes when it is federated. */
export interface FederatedFrom {
  readonly object: FederatedObject;
  /** The objects beside it. */
  readonly split: SplitForms;
  /** Names of annotations that somebody has set and that no template can carry. */
  readonly lostAnnotations: readonly string[];
}

/** Written by programs for themselves; nobody misses them. */
const bookkeeping: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
]);

/**
 * The federated object that has every cluster hold what live is: under the same name, a template of its content and
 * labels without what a server has filled in, and a placement that chooses all clusters.
 */
export function federateObject(
  live: KubeObject,
  { target, federated, split: types = {} }: FederatedPair,
): FederatedFrom {
  const { name, namespace, labels = {}, annotations = {} } = live.metadata;
  const isNamespace = qualifiedPlural(target) === 'namespaces';
  const place = isNamespace ? name : namespace;
  const { federated: object, split } = takeApart(
    {
      apiVersion: apiVersionOf(federated),
      kind: federated.kind,
      metadata: { name, ...(federated.namespaced && place !== undefined ? { namespace: place } : {}) },
      spec: {
        template: templateOf(live, labels, target),
        placement: { clusterSelector: { matchLabels: {} } },
      },
    },
    types,
  );
  const lost = Object.keys(annotations).filter((annotation) => !bookkeeping.has(annotation));
  return { object, split, lostAnnotations: lost.toSorted() };
}

/** The objects of one federated object, itself first. */
export function objectsOf({ object, split }: FederatedFrom): KubeObject[] {
  return [object, ...Object.values<KubeObject>({ ...split })];
}

function templateOf(live: KubeObject, labels: Readonly<Record<string, string>>, target: FederatedPair['target']) {
  const { apiVersion: _, kind: __, metadata: ___, status: ____, ...content } = live as KubeObject & JsonObject;
  const { [managedLabel]: _____, ...own } = labels;
  const metadata = Object.keys(own).length === 0 ? {} : { metadata: { labels: own } };
  return { ...metadata, ...withoutServerFields(content, target) };
}
