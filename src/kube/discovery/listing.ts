import type { ResourceType } from '../../api/meta.ts';

/** A type as the server tells of it. */
export interface ListedResource extends ResourceType {
  /** Lower case, such as `deployment`; some servers leave it empty. */
  readonly singular: string;
  readonly shortNames: readonly string[];
  /** What may be done with it, such as `list` and `watch`. */
  readonly verbs: readonly string[];
  /** Whether it has a status subresource. */
  readonly hasStatus: boolean;
}

/** One version of a group; with a failure its resources are not known. */
export interface ListedVersion {
  readonly version: string;
  readonly resources: readonly ListedResource[];
  readonly failure?: string;
}

/** A group and its versions, the one the server prefers first. */
export interface ListedGroup {
  readonly group: string;
  readonly versions: readonly ListedVersion[];
}
