import type { Clock } from '../../base/clock.ts';
import type { FederatedObject } from '../../api/federated-object.ts';
import type { SplitTypes } from '../../api/federated-type-config.ts';
import type { ObjectRef, ResourceType } from '../../api/meta.ts';
import type { Informer } from '../../kube/cache/informer.ts';
import type { KubeClient } from '../../kube/client.ts';
import type { SplitForms } from '../../plan/forms/merge-forms.ts';
import type { HealthSettings } from '../../plan/health/assess.ts';
import type { EventRecorder } from '../../runtime/event-recorder.ts';
import type { Log } from '../../runtime/log.ts';
import type { Meter } from '../../runtime/meter.ts';
import type { Member } from '../../runtime/member.ts';
import type { Ledger } from './ledger.ts';
import type { PlanBook } from './plan-book.ts';

/** A type that is federated, resolved. */
export interface FederatedType {
  /** Name of the FederatedTypeConfig. */
  readonly name: string;
  readonly target: ResourceType;
  readonly federated: ResourceType;
  /** The types that hold placement and overrides apart from the federated objects. */
  readonly split: SplitTypes;
  /** JSON Pointer to the replicas of a target object; undefined where they cannot be divided. */
  readonly replicasPath: string | undefined;
  /** Whether it federates namespaces themselves. */
  readonly isNamespaceType: boolean;
  /** Whether the members' status of each object goes into the status of the federated one. */
  readonly collectsStatus: boolean;
  /** How its objects are looked at in members. */
  readonly health: HealthSettings;
  /** Whether PropagatedVersions are written. */
  readonly recordsVersions: boolean;
}

/** What everything that works on one type stands on. */
export interface TypeSurroundings {
  readonly type: FederatedType;
  readonly meter: Meter;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** What the parts that work on one type share. */
export interface TypeContext {
  readonly type: FederatedType;
  readonly host: KubeClient;
  readonly objects: Informer<FederatedObject>;
  readonly ledger: Ledger;
  readonly plans: PlanBook;
  readonly members: () => ReadonlyMap<string, Member>;
  /** The Placement and Override objects of a federated object. */
  readonly splitForms: (key: string) => SplitForms;
  readonly targetRef: (key: string) => ObjectRef;
  /** Whether a cluster is known to have the object, by its answers or by its cache. */
  readonly isPresent: (key: string, member: Member) => boolean;
  /** UID of the host's own namespace of that name, for the type of namespaces. */
  readonly hostNamespaceUid: (name: string) => string | undefined;
  readonly adopt: () => boolean;
  readonly events: EventRecorder;
  readonly clock: Clock;
  readonly log: Log;
  /** The object itself needs another look. */
  readonly reconcile: (key: string) => void;
  /** Its status may have changed; urgent when nothing more is awaited. */
  readonly statusDue: (key: string) => void;
  /** An object came to be in a cluster; what waited for it may go on. */
  readonly appeared: (member: Member, ref: ObjectRef) => void;
}
