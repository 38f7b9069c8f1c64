import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash } from '../../base/hash.ts';

/** The Go module in lab/, which the control plane is built from. */
export interface GoModule {
  readonly directory: string;
  /** The oldest Go that builds it: `1.26.0`. */
  readonly goVersion: string;
  /** `v1.37.2`. */
  readonly kubernetesVersion: string;
  /** Changes with whatever changes the binary: sources, versions, platform, the way it is built. */
  readonly fingerprint: string;
}

/** Reads the module; recipe is what else the binary depends on. */
export function readGoModule(directory: string, recipe: string): GoModule {
  const goMod = readFileSync(join(directory, 'go.mod'), 'utf8');
  const sources = readdirSync(directory).filter((file) => /^go\.(mod|sum)$|\.go$/.test(file));
  const parts = sources.sort().map((file) => `${file}\n${readFileSync(join(directory, file), 'utf8')}`);
  return {
    directory,
    goVersion: /^go ([\d.]+)/m.exec(goMod)?.[1] ?? '',
    kubernetesVersion: /^\s*k8s\.io\/kubernetes (v\S+)/m.exec(goMod)?.[1] ?? '',
    fingerprint: contentHash([process.platform, process.arch, recipe, ...parts].join('\0')),
  };
}
