import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startTimeOf } from '../process/process-record.ts';
import { RecordDirectory } from '../record-directory.ts';

const pauseMs = 200;

interface Lock {
  readonly pid: number;
  readonly startTime: string;
}

/**
 * Makes a cache directory that is there whole or not at all: fill gets an empty one aside, which takes its place when
 * fill has resolved. Of several programs that want it one fills it and the others wait, told by onWait; a lock whose
 * program has gone holds nobody up. Does nothing when the directory is there.
 */
export async function fillCache(
  target: string,
  fill: (directory: string) => Promise<void>,
  onWait: (pid: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const locks = new RecordDirectory<Lock>(join(dirname(target), 'locks'));
  const name = basename(target);
  while (!existsSync(target)) {
    signal?.throwIfAborted();
    if (locks.create(name, { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' })) {
      try {
        return await fillAside(target, fill);
      } finally {
        locks.remove(name);
      }
    }
    const holder = locks.get(name);
    // Two programs may take a dead one's lock away at once and then both fill: wasteful, and harmless by the rename.
    if (holder !== undefined && startTimeOf(holder.pid) !== holder.startTime) locks.remove(name);
    else if (holder !== undefined) {
      onWait(holder.pid);
      await delay(pauseMs);
    }
  }
}

async function fillAside(target: string, fill: (directory: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  removeLeftovers(target);
  const aside = `${target}.${process.pid}.partial`;
  mkdirSync(aside, { recursive: true });
  try {
    await fill(aside);
    moveInto(aside, target);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function moveInto(aside: string, target: string): void {
  try {
    renameSync(aside, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

/** What fills that were ended by force have left. */
function removeLeftovers(target: string): void {
  for (const entry of readdirSync(dirname(target))) {
    if (entry.startsWith(`${basename(target)}.`) && entry.endsWith('.partial')) {
      rmSync(join(dirname(target), entry), { recursive: true, force: true });
    }
  }
}
