import type { KubeClient } from '../../kube/client.ts';
import { ApiError } from '../../kube/errors.ts';

/** What was asked of an API server; `probe` is a request for /healthz. */
export type ClientVerb =
  | 'get'
  | 'list'
  | 'create'
  | 'replace'
  | 'patch'
  | 'apply'
  | 'delete'
  | 'watch'
  | 'probe'
  | 'other';

/** One request, as it ended. */
export interface SeenRequest {
  readonly verb: ClientVerb;
  /** The HTTP status, or `error` where there was no answer. */
  readonly code: string;
  /** Whether an apply found nothing there. */
  readonly created?: boolean;
  readonly tookMs: number;
}

/** The client, which tells seen of every request once it has ended; requests that were aborted are none. */
export function createMeteredClient(
  client: KubeClient,
  now: () => number,
  seen: (request: SeenRequest) => void,
): KubeClient {
  const around = async <T>(verb: ClientVerb, act: () => Promise<T>, created?: (answer: T) => boolean): Promise<T> => {
    const begun = now();
    try {
      const answer = await act();
      seen({ verb, code: '2xx', tookMs: now() - begun, ...(created ? { created: created(answer) } : {}) });
      return answer;
    } catch (error) {
      if (!isAbort(error)) seen({ verb, code: codeOf(error), tookMs: now() - begun });
      throw error;
    }
  };
  return {
    name: client.name,
    get: (type, ref, signal) => around('get', () => client.get(type, ref, signal)),
    list: (type, options) => around('list', () => client.list(type, options)),
    listPages: (type, options, take) => around('list', () => client.listPages(type, options, take)),
    latestVersion: (type, options) => around('list', () => client.latestVersion(type, options)),
    create: (type, object, options) => around('create', () => client.create(type, object, options)),
    replace: (type, object, options) => around('replace', () => client.replace(type, object, options)),
    mergePatch: (type, ref, patch, options) => around('patch', () => client.mergePatch(type, ref, patch, options)),
    apply: (type, ref, body, options) =>
      around(
        'apply',
        () => client.apply(type, ref, body, options),
        ({ created }) => created,
      ),
    delete: (type, ref, options) => around('delete', () => client.delete(type, ref, options)),
    watch: (type, options, handle) => around('watch', () => client.watch(type, options, handle)),
    request: (method, path, options) =>
      around(path === '/healthz' ? 'probe' : 'other', () => client.request(method, path, options)),
    close: () => client.close(),
  };
}

function codeOf(error: unknown): string {
  return error instanceof ApiError ? String(error.status) : 'error';
}

/** What was given up tells nothing of the server; a probe that took too long does, and its reason is no AbortError. */
function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
