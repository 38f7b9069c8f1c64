import type { KubeObject } from '../../api/meta.ts';

/** What was last written to a cluster: which intent, and the version the object had after it. */
export interface RecordedVersion {
  readonly hash: string;
  readonly objectVersion: string;
}

/** `gen:<generation>` where the server counts generations, else `rv:<resourceVersion>`: KubeFed's ObjectVersion. */
export function objectVersionOf(object: KubeObject): string {
  const { generation, resourceVersion } = object.metadata;
  return generation !== undefined && generation !== 0 ? `gen:${generation}` : `rv:${resourceVersion ?? ''}`;
}

/** As status.clusters[].version has it. */
export function formatRecordedVersion(version: RecordedVersion): string {
  return `${version.hash}/${version.objectVersion}`;
}

/** The reverse; undefined for anything else, which then counts as never written. */
export function parseRecordedVersion(text: string | undefined): RecordedVersion | undefined {
  const slash = text?.indexOf('/') ?? -1;
  if (text === undefined || slash <= 0) return undefined;
  return { hash: text.slice(0, slash), objectVersion: text.slice(slash + 1) };
}
