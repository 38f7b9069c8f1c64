import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LabError } from './lab-error.ts';
import { labPaths, type LabPaths } from './lab-paths.ts';
import type { ClusterRecord, LabRecord } from './lab-records.ts';
import { readPki, readToken, type Pki } from './pki.ts';
import { PortReservations } from './ports.ts';
import { ProcessTable } from './process/process-table.ts';
import { RecordDirectory } from './record-directory.ts';

/** What starting and stopping a lab's clusters needs to know of the lab. */
export interface LabSurroundings {
  readonly paths: LabPaths;
  readonly record: LabRecord;
  readonly pki: Pki;
  readonly token: string;
  readonly ports: PortReservations;
  readonly processes: ProcessTable;
  readonly clusters: RecordDirectory<ClusterRecord>;
}

/** Reads the lab in a directory; a LabError when there is none. */
export function readSurroundings(dir: string): LabSurroundings {
  const paths = labPaths(resolve(dir));
  const record = readMarker(paths);
  if (record === undefined) {
    throw new LabError(`there is no lab in ${paths.dir}`, { next: 'start one with: hansa lab up --dir DIR' });
  }
  const pki = readPki(paths.pki);
  return {
    paths,
    record,
    pki,
    // Later than it is opened: a lab whose start was ended by force may have none yet, and can be taken down all the same.
    get token() {
      return readToken(pki);
    },
    ports: new PortReservations(paths.ports),
    processes: new ProcessTable(paths.processes, paths.logs),
    clusters: new RecordDirectory(paths.clusters),
  };
}

/** The lab's marker; undefined where there is no lab. */
export function readMarker({ marker }: LabPaths): LabRecord | undefined {
  try {
    return JSON.parse(readFileSync(marker, 'utf8')) as LabRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
