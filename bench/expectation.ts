/** By name what an object should say; undefined for one that should not be there. */
export type Contents = ReadonlyMap<string, string | undefined>;

/** What several clusters should come to hold, all of it in all of them at once. Told of what each of them holds. */
export class Expectation {
  readonly #contents: Contents;
  readonly #clusters: number;
  readonly #wrong = new Map<string, Set<string>>();

  constructor(clusters: readonly string[], contents: Contents) {
    this.#contents = contents;
    this.#clusters = clusters.length;
    for (const cluster of clusters) this.#wrong.set(cluster, new Set(contents.keys()));
  }

  get isMet(): boolean {
    return this.#wrong.values().every(({ size }) => size === 0);
  }

  /** A cluster holds an object that says so, or (undefined) none of that name. */
  see(cluster: string, name: string, content: string | undefined): void {
    if (!this.#contents.has(name)) return;
    if (content === this.#contents.get(name)) this.#wrong.get(cluster)?.delete(name);
    else this.#wrong.get(cluster)?.add(name);
  }

  /** What is still wrong: `37 of 200 in member-2 (such as work-12)`. */
  describe(): string {
    const wrong = [...this.#wrong].filter(([, names]) => names.size > 0);
    const parts = wrong.map(([cluster, names]) => {
      const [example = ''] = names;
      return `${names.size} of ${this.#contents.size} in ${cluster} (such as ${example})`;
    });
    return parts.length === 0 ? `nothing in ${this.#clusters} clusters` : parts.join(', ');
  }
}
