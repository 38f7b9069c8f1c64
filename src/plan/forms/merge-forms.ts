import type {
  FederatedObject,
  FederatedSpec,
  FederatedStatus,
  OverrideObject,
  PlacementObject,
} from '../../api/federated-object.ts';

/** The objects beside a federated object that hold its placement and overrides apart from it, where there are such. */
export interface SplitForms {
  readonly placement?: PlacementObject;
  readonly override?: OverrideObject;
}

/** The federated object with all that was said of it in either form, or why nobody can say what was meant. */
export type MergedForms =
  | { readonly ok: true; readonly federated: FederatedObject }
  | { readonly ok: false; readonly message: string };

/** The generations of the split objects, as the status keeps them. */
export type SplitGenerations = Pick<FederatedStatus, 'observedPlacementGeneration' | 'observedOverrideGeneration'>;

type SplitField = 'placement' | 'overrides';

/**
 * Makes one of both forms. A field may be set in one of them only: which of two was meant would be a guess, even where
 * both say the same. A field set in neither is absent. An object that is being deleted counts until it is gone.
 */
export function mergeForms(federated: FederatedObject, split: SplitForms): MergedForms {
  const { spec } = federated;
  const apart = fieldsOf(split);
  const twice = (['placement', 'overrides'] as const).filter((field) => isSet(spec, field) && isSet(apart, field));
  if (twice.length > 0) return { ok: false, message: twice.map(conflictOf).join('. ') };
  if (!isSet(apart, 'placement') && !isSet(apart, 'overrides')) return { ok: true, federated };
  return { ok: true, federated: { ...federated, spec: { ...spec, ...apart } } };
}

/** Which generations of the split objects a decision was made from. */
export function splitGenerationsOf({ placement, override }: SplitForms): SplitGenerations {
  return {
    ...(placement && { observedPlacementGeneration: placement.metadata.generation ?? 0 }),
    ...(override && { observedOverrideGeneration: override.metadata.generation ?? 0 }),
  };
}

/** Names what a decision was made from: the generations of the federated object and of the split objects. */
export function revisionOf({ metadata }: FederatedObject, split: SplitForms): string {
  const { observedPlacementGeneration: placement, observedOverrideGeneration: override } = splitGenerationsOf(split);
  return [metadata.generation ?? 0, placement ?? '-', override ?? '-'].join('/');
}

/** Whether a status tells of these generations, and of no others. */
export function hasObserved(status: FederatedStatus | undefined, generations: SplitGenerations): boolean {
  return (
    status?.observedPlacementGeneration === generations.observedPlacementGeneration &&
    status?.observedOverrideGeneration === generations.observedOverrideGeneration
  );
}

/** What the split objects say; a field that is not set does not hide that of the federated object. */
function fieldsOf({ placement, override }: SplitForms): Pick<FederatedSpec, SplitField> {
  const fields = { placement: placement?.spec?.placement, overrides: override?.spec?.overrides };
  return {
    ...(fields.placement && { placement: fields.placement }),
    ...(fields.overrides && { overrides: fields.overrides }),
  };
}

/** An empty placement or list of overrides is set: it says none. */
function isSet(spec: Pick<FederatedSpec, SplitField> | undefined, field: SplitField): boolean {
  return spec?.[field] !== undefined && spec[field] !== null;
}

function conflictOf(field: SplitField): string {
  const other = field === 'placement' ? 'Placement' : 'Override';
  return (
    `spec.${field} is set both here and in the ${other} object of this name: take it out of one of them, ` +
    'until then nothing is changed in any cluster'
  );
}
