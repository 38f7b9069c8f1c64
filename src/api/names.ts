/** The literal names KubeFed v2 put into clusters; they are a contract with every existing manifest. */
export const systemNamespaceDefault = 'kube-federation-system';
export const configName = 'kubefed';
export const coreGroup = 'core.kubefed.io';
export const typesGroup = 'types.kubefed.io';
export const typesVersion = 'v1beta1';
export const schedulingGroup = 'scheduling.kubefed.io';
/** Hansa's own; KubeFed has no policies. */
export const policyGroup = 'policy.kubefed.io';

/** On member objects: `"true"` is Hansa's, `"false"` is the member's own word that it must not be touched. */
export const managedLabel = 'kubefed.io/managed';
export const managedSelector = `${managedLabel}=true`;
/** On federated objects: `"true"` leaves the members' objects in place on deletion. */
export const orphanAnnotation = 'kubefed.io/orphan';
/** On federated objects: JSON of metav1.DeleteOptions for the members' objects. */
export const deleteOptionAnnotation = 'kubefed.io/deleteoption';
/** On KubeFedClusters, before the name of a value: a number that others have found for the cluster. */
export const scoreAnnotationPrefix = 'score.scheduling.kubefed.io/';
export const syncFinalizer = 'kubefed.io/sync-controller';
export const typeConfigFinalizer = 'core.kubefed.io/federated-type-config';

/** Namespaces that are never propagated, whatever a FederatedNamespace says; the system namespace is one more. */
export const reservedNamespaces: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'default']);

/** Who owns the fields Hansa writes, on the host and in the members. */
export const fieldManager = 'hansa';
