import { LabError } from '../lab-error.ts';

/** Keys and their values; values are base64, as etcd hands them out. */
export type EtcdEntries = ReadonlyMap<string, string>;

interface RangeAnswer {
  readonly kvs?: readonly { readonly key: string; readonly value?: string }[];
}

/** As many as etcd takes in one transaction. */
const batch = 128;

/** What is in etcd, by its JSON gateway: behind the back of the API servers, which see the changes as their own. */
export class EtcdKeys {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** The keys that begin with prefix, sorted. */
  async list(prefix: string): Promise<string[]> {
    return [...(await this.#range(prefix, true)).keys()];
  }

  /** The keys that begin with prefix, with their values. */
  read(prefix: string): Promise<EtcdEntries> {
    return this.#range(prefix, false);
  }

  async remove(keys: readonly string[]): Promise<void> {
    await this.#inBatches(keys.map((key) => ({ requestDeleteRange: { key: encode(key) } })));
  }

  async put(entries: EtcdEntries): Promise<void> {
    await this.#inBatches(Array.from(entries, ([key, value]) => ({ requestPut: { key: encode(key), value } })));
  }

  async #range(prefix: string, keysOnly: boolean): Promise<Map<string, string>> {
    const answer = await this.#ask('range', {
      key: encode(prefix),
      range_end: encode(endOf(prefix)),
      keys_only: keysOnly,
    });
    const { kvs = [] } = answer as RangeAnswer;
    return new Map(kvs.map(({ key, value = '' }) => [Buffer.from(key, 'base64').toString('utf8'), value]));
  }

  async #inBatches(operations: readonly object[]): Promise<void> {
    for (let done = 0; done < operations.length; done += batch) {
      await this.#ask('txn', { success: operations.slice(done, done + batch) });
    }
  }

  async #ask(what: 'range' | 'txn', question: object): Promise<unknown> {
    const response = await fetch(`${this.#url}/v3/kv/${what}`, { method: 'POST', body: JSON.stringify(question) });
    const text = await response.text();
    if (!response.ok) throw new LabError(`etcd at ${this.#url} answers ${response.status}: ${text}`);
    return JSON.parse(text);
  }
}

/** The first key after all that begin with prefix, which ends in an ASCII character. */
function endOf(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
