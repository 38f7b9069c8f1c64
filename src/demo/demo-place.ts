import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Lab } from '../lab/lab.ts';
import { labPaths } from '../lab/lab-paths.ts';
import { openLab } from '../lab/start-lab.ts';
import { shellWord } from './shell-word.ts';

/** Where a demo is at home. */
export interface DemoPlace {
  /** The checkout: where hansa and the examples are. */
  readonly root: string;
  /** Where the lab is kept; an absolute path. */
  readonly dir: string;
}

/** Where the demo of a checkout is kept unless somebody says otherwise. */
export function defaultDirectory(root: string): string {
  return join(root, '.lab/demo');
}

/** A path as people in the checkout write it. */
export function shownPath({ root }: DemoPlace, path: string): string {
  const inside = relative(root, path);
  return inside.startsWith('..') ? path : inside;
}

/** The command that ends the demo. */
export function endCommand({ root, dir }: DemoPlace): string {
  const isDefault = dir === defaultDirectory(root);
  return isDefault ? 'make demo-down' : `HANSA_DEMO_DIR=${shellWord(dir)} make demo-down`;
}

/** The lab of the demo, running or not; undefined where there is none. */
export function findLab({ dir }: DemoPlace): Lab | undefined {
  return existsSync(labPaths(dir).marker) ? openLab(dir) : undefined;
}
