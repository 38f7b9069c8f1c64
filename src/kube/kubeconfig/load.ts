import { readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { loadAll, YAMLException } from 'js-yaml';
import { KubeconfigError } from './error.ts';
import { kubeconfigFile, type ClusterEntry, type ContextEntry, type KubeconfigFile, type UserEntry } from './schema.ts';

/** An entry with the place it stands in, which its errors name and its relative paths start from. */
export interface Placed<T> {
  readonly name: string;
  readonly entry: T;
  readonly file: string;
  /** As in `users[2].user`. */
  readonly field: string;
}

/** All kubeconfig files together. Entries are checked when they are used: a broken one hurts nobody else. */
export interface Kubeconfig {
  /** The files there were, the strongest first. */
  readonly files: readonly string[];
  /** Empty when no file sets it. */
  readonly currentContext: string;
  readonly contexts: ReadonlyMap<string, Placed<ContextEntry>>;
  readonly clusters: ReadonlyMap<string, Placed<ClusterEntry>>;
  readonly users: ReadonlyMap<string, Placed<UserEntry>>;
}

export interface KubeconfigPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homedir: string;
  /** Relative paths start here. */
  readonly cwd: string;
  /** The one file to read (--kubeconfig) whatever the environment says. */
  readonly explicitPath?: string;
}

/**
 * Reads the kubeconfig as kubectl does: the one file given, or all files KUBECONFIG lists, or ~/.kube/config. Of several
 * entries with one name the first counts, whole. Throws KubeconfigError when no file exists or one cannot be read.
 */
export function loadKubeconfig(places: KubeconfigPlaces): Kubeconfig {
  const wanted = wantedFiles(places);
  const merged = {
    files: new Array<string>(),
    currentContext: '',
    contexts: new Map<string, Placed<ContextEntry>>(),
    clusters: new Map<string, Placed<ClusterEntry>>(),
    users: new Map<string, Placed<UserEntry>>(),
  };
  for (const file of wanted) {
    const content = readIfThere(file);
    if (content === undefined) continue;
    const { 'current-context': current, contexts, clusters, users } = parseFile(file, content);
    merged.files.push(file);
    merged.currentContext ||= current;
    place(
      merged.contexts,
      file,
      'context',
      contexts.map(({ name, context }) => [name, context]),
    );
    place(
      merged.clusters,
      file,
      'cluster',
      clusters.map(({ name, cluster }) => [name, cluster]),
    );
    place(
      merged.users,
      file,
      'user',
      users.map(({ name, user }) => [name, user]),
    );
  }
  if (merged.files.length === 0) throw noFile(places, wanted);
  return merged;
}

/** The contexts' names, sorted. */
export function contextNames(kubeconfig: Kubeconfig): string[] {
  return [...kubeconfig.contexts.keys()].sort();
}

function wantedFiles({ env, homedir, cwd, explicitPath }: KubeconfigPlaces): string[] {
  if (explicitPath !== undefined) return [resolve(cwd, explicitPath)];
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length === 0) return [join(homedir, '.kube', 'config')];
  return [...new Set(listed.map((path) => resolve(cwd, path)))];
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    const reason = code === 'EACCES' ? 'this user may not read it' : `it cannot be read (${String(code)})`;
    throw new KubeconfigError(file, '', reason, { cause: error });
  }
}

function parseFile(file: string, content: string): KubeconfigFile {
  let document: unknown;
  try {
    document = loadAll(content)[0] ?? {};
  } catch (error) {
    // Neither YAMLException's message nor itself as a cause: both quote the file, secrets included.
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark === undefined ? '' : ` in line ${error.mark.line + 1}`;
    throw new KubeconfigError(file, '', `it is not valid YAML${line}: ${error.reason}`);
  }
  const { success, data, error } = kubeconfigFile.safeParse(document);
  if (success) return data;
  const [issue] = error.issues;
  throw new KubeconfigError(file, fieldOf(issue?.path ?? []), issue?.message ?? 'it is not a kubeconfig');
}

function fieldOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((field, step) => {
    if (typeof step === 'number') return `${field}[${step}]`;
    return field === '' ? String(step) : `${field}.${String(step)}`;
  }, '');
}

function place<T>(into: Map<string, Placed<T>>, file: string, kind: string, entries: readonly [string, T][]): void {
  const here = new Set<string>();
  for (const [index, [name, entry]] of entries.entries()) {
    const field = `${kind}s[${index}]`;
    if (here.has(name)) throw new KubeconfigError(file, field, `there are two ${kind}s called "${name}": remove one`);
    here.add(name);
    if (!into.has(name)) into.set(name, { name, entry, file, field: `${field}.${kind}` });
  }
}

function noFile({ explicitPath }: KubeconfigPlaces, wanted: readonly string[]): KubeconfigError {
  const remedy =
    explicitPath === undefined
      ? 'there is no such file: put a kubeconfig there, or say in KUBECONFIG or with --kubeconfig where it is'
      : 'there is no such file: check the path';
  return new KubeconfigError(wanted.join(', '), '', remedy);
}

/** A path of an entry, taken from the directory of the file it stands in. */
export function pathFrom(placed: Placed<unknown>, path: string): string {
  return resolve(dirname(placed.file), path);
}
