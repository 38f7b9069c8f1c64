import type { Json, JsonObject } from '../base/json.ts';
import type { KubeObject } from './meta.ts';
import type { Assessment, HealthState, ReplicaCounts } from './object-health.ts';

/** One JSON Patch operation of an override; an empty or absent op means `replace`. */
export interface OverrideOperation {
  readonly op?: string;
  readonly path: string;
  readonly value?: Json;
}

export interface ClusterOverride {
  readonly clusterName?: string;
  readonly clusterOverrides?: readonly OverrideOperation[];
}

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

export interface Placement {
  readonly clusters?: readonly { readonly name: string }[] | null;
  readonly clusterSelector?: LabelSelector | null;
}

export interface FederatedSpec {
  readonly template?: JsonObject;
  readonly placement?: Placement;
  readonly overrides?: readonly ClusterOverride[] | null;
  readonly retainReplicas?: boolean;
}

/** What KubeFed calls the state of propagation in one cluster; absent means it is as wanted. */
export type ClusterPropagationStatus =
  | 'WaitingForRemoval'
  | 'ClusterNotReady'
  | 'CachedRetrievalFailed'
  | 'ComputeResourceFailed'
  | 'ApplyOverridesFailed'
  | 'CreationFailed'
  | 'UpdateFailed'
  | 'DeletionFailed'
  | 'LabelRemovalFailed'
  | 'RetrievalFailed'
  | 'AlreadyExists'
  | 'FieldRetentionFailed'
  | 'VersionRetrievalFailed'
  | 'ClientRetrievalFailed'
  | 'ManagedLabelFalse'
  | 'CreationTimedOut'
  | 'UpdateTimedOut'
  | 'DeletionTimedOut'
  | 'LabelRemovalTimedOut';

/** How the object does there is told of clusters that have it and can be seen. */
export interface FederatedClusterStatus extends Partial<Assessment> {
  readonly name: string;
  readonly status?: ClusterPropagationStatus;
  /** For people: what is wrong in this cluster and what to do; absent when nothing is. */
  readonly message?: string;
  /** The version last written there: `<intent hash>/gen:<n>` or `<intent hash>/rv:<n>`. */
  readonly version?: string;
  readonly remoteStatus?: JsonObject;
}

/** Why the Propagation condition is False. */
export type PropagationReason =
  | 'CheckClusters'
  | 'ClusterRetrievalFailed'
  | 'ComputePlacementFailed'
  | 'ConflictingForms'
  | 'NamespaceNotFederated';

export interface PropagationCondition {
  /** PlacementAllowed is there, and False, where it is kept in clusters that policies do not allow any more. */
  readonly type: 'Propagation' | 'PlacementAllowed';
  readonly status: 'True' | 'False';
  readonly reason?: PropagationReason | 'KeptThoughNotAllowed';
  readonly message?: string;
  /** RFC 3339 in UTC, whole seconds. */
  readonly lastUpdateTime?: string;
  readonly lastTransitionTime?: string;
}

/** Why a wanted cluster does not get the object, or keeps it though it is not allowed to. */
export interface Exclusion {
  readonly cluster: string;
  /** Who says so: `ClusterPlacementPolicy eu-only`, `PlacementPolicy shop/two-at-most`. */
  readonly by: string;
  /** CamelCase, stable. */
  readonly reason: string;
  readonly message: string;
  /** The object was there before, and stays. */
  readonly kept?: true;
}

/** What the clusters come to together. */
export interface StatusSummary {
  /** That of the worst cluster; Healthy means as wanted and well in every cluster. */
  readonly health: HealthState;
  /** For people: which clusters are not well, and why; absent when all are. */
  readonly message?: string;
  /** Clusters that should have it; those of them where it is as wanted; those where it is on its way or failed, wanted or not. */
  readonly clusters: {
    readonly wanted: number;
    readonly propagated: number;
    readonly pending: number;
    readonly failed: number;
  };
  /** `2/3`: propagated of wanted. */
  readonly inClusters: string;
  /** Absent where no cluster has replicas of it. */
  readonly replicas?: ReplicaCounts;
  /** `5/6`: ready of wanted. */
  readonly inReplicas?: string;
}

export interface FederatedStatus {
  readonly observedGeneration?: number;
  /** Of the Placement and the Override object; absent where there was none. */
  readonly observedPlacementGeneration?: number;
  readonly observedOverrideGeneration?: number;
  readonly conditions?: readonly PropagationCondition[];
  readonly clusters?: readonly FederatedClusterStatus[];
  /** Sorted by cluster; absent where nothing is excluded. */
  readonly excluded?: readonly Exclusion[];
  /** Absent where the definition of the type is older than summaries are. */
  readonly summary?: StatusSummary;
}

/** A `Federated<Kind>`: what should run in several clusters, where, and how it differs there. */
export interface FederatedObject extends KubeObject {
  readonly spec?: FederatedSpec;
  readonly status?: FederatedStatus;
}

/** A `Federated<Kind>Placement`: where the federated object of the same namespace and name goes. */
export interface PlacementObject extends KubeObject {
  readonly spec?: Pick<FederatedSpec, 'placement'>;
}

/** A `Federated<Kind>Override`: how the federated object of the same namespace and name differs from cluster to cluster. */
export interface OverrideObject extends KubeObject {
  readonly spec?: Pick<FederatedSpec, 'overrides'>;
}
