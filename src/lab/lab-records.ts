import type { LabBinaries } from './assets/binaries.ts';

/** What a lab's marker file holds: all that is needed to open it again. */
export interface LabRecord {
  readonly binaries: LabBinaries;
  readonly etcdUrl: string;
  readonly apiServerFlags: readonly string[];
}

/** What is remembered of one cluster. */
export interface ClusterRecord {
  readonly name: string;
  readonly port: number;
  readonly full: boolean;
  readonly caPath: string;
  /** More flags for its kube-apiserver. */
  readonly flags: readonly string[];
  /** The process its API server runs in, which several may share. */
  readonly apiServer: string;
  readonly shared: boolean;
}
