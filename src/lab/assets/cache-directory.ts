import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './environment.ts';

/** Where what was built or unpacked once is kept for every checkout: `${XDG_CACHE_HOME:-~/.cache}/hansa`. */
export function cacheDirectory(env: Environment): string {
  // The specification has relative paths ignored.
  const base = env['XDG_CACHE_HOME']?.startsWith('/')
    ? env['XDG_CACHE_HOME']
    : join(env['HOME'] || homedir(), '.cache');
  return join(base, 'hansa');
}
