import type { KubeObject } from '../meta.ts';

/** An object, and whether it is refused: by the API server and by parsing alike. */
export interface AdmissionCase {
  readonly title: string;
  readonly object: KubeObject & { readonly spec: object; readonly status?: object };
  /** Absent when the object is accepted. */
  readonly refused?: Refusal;
}

export interface Refusal {
  /** The field that is blamed, such as `spec.apiEndpoint`. */
  readonly field: string;
  /** Part of what is said about it, where API server and parsing say the same. */
  readonly why?: string;
}

/** A status, written apart from the rest of its object. */
export interface StatusCase {
  readonly title: string;
  readonly status: object;
  readonly refused?: Refusal;
}
