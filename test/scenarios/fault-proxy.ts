import { connect, createSecureServer, type ClientHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { IncomingHttpHeaders } from 'node:http2';
import { readFileSync } from 'node:fs';
import { issueCertificate } from '../../src/kube/testing/issue-certificate.ts';
import { listen } from '../../src/kube/testing/listen.ts';
import type { LabCluster } from '../../src/lab/lab.ts';

/** What is wrong with a server behind a proxy. */
export type Fault =
  | { readonly kind: 'answers'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** It takes requests and never answers. */
  | { readonly kind: 'hangs' }
  /** It ends every stream with a reset. */
  | { readonly kind: 'resets' }
  | { readonly kind: 'is slow'; readonly byMs: number };

/** Which requests a fault concerns. */
export type Concerns = (method: string, path: string) => boolean;

/** A way to a real API server that can be made to fail. */
export interface FaultProxy {
  readonly server: string;
  /** PEM of the authority that signed its certificate: its own. */
  readonly ca: string;
  /** Resolves when so many more requests have come for paths that are meant. */
  seen(isMeant: (path: string) => boolean, count: number): Promise<void>;
  /** From now on requests that concerns chooses meet the fault; what was under way is cut off. */
  break(fault: Fault, concerns?: Concerns): void;
  /** All is well again; what hung is cut off. */
  mend(): void;
  close(): Promise<void>;
}

const { cert, key } = issueCertificate({ name: 'faulty', hosts: ['127.0.0.1'] });
const everything: Concerns = () => true;

/** A fault of writes alone: the cluster looks healthy and is not. */
export const ofWrites: Concerns = (method) => method !== 'GET';

/** Starts an HTTP/2 proxy in front of a cluster's API server. */
export async function startFaultProxy({ server, caPath }: Pick<LabCluster, 'server' | 'caPath'>): Promise<FaultProxy> {
  const upstream = new Upstream(server, readFileSync(caPath, 'utf8'));
  const open = new Set<ServerHttp2Stream>();
  const awaited = new Set<(path: string) => void>();
  let current: { readonly fault: Fault; readonly concerns: Concerns } | undefined;
  const proxy = createSecureServer({ cert, key });
  proxy.on('sessionError', () => {});
  proxy.on('stream', (stream, headers) => {
    const [method = '', path = ''] = [headers[':method'], headers[':path']];
    stream.on('error', () => {}).on('close', () => open.delete(stream));
    open.add(stream);
    for (const notice of awaited) notice(path);
    if (current?.concerns(method, path) === true) meet(current.fault, stream, headers, upstream);
    else upstream.carry(stream, headers);
  });
  const listening = await listen(proxy);
  const change = (next: typeof current) => {
    current = next;
    for (const stream of open) stream.destroy();
  };
  return {
    server: `https://127.0.0.1:${listening.port}`,
    ca: cert,
    seen(isMeant, count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      let left = count;
      const notice = (asked: string) => {
        if (!isMeant(asked) || --left > 0) return;
        awaited.delete(notice);
        resolve();
      };
      awaited.add(notice);
      return promise;
    },
    break: (fault, concerns = everything) => change({ fault, concerns }),
    mend: () => change(undefined),
    close() {
      upstream.close();
      return listening.close();
    },
  };
}

function meet(fault: Fault, stream: ServerHttp2Stream, headers: IncomingHttpHeaders, upstream: Upstream): void {
  switch (fault.kind) {
    case 'answers': {
      stream.respond({ ':status': fault.status, 'content-type': 'text/plain', ...fault.headers });
      stream.end('out of order');
      return;
    }
    case 'hangs':
      return;
    case 'resets':
      stream.destroy();
      return;
    case 'is slow':
      setTimeout(() => upstream.carry(stream, headers), fault.byMs);
  }
}

/** The real API server, over one connection that is opened again when it broke. */
class Upstream {
  readonly #server: string;
  readonly #ca: string;
  #session: ClientHttp2Session | undefined;

  constructor(server: string, ca: string) {
    this.#server = server;
    this.#ca = ca;
  }

  carry(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    if (stream.destroyed) return;
    const own = Object.entries(headers).filter(([name]) => name !== ':authority');
    const request = this.#open().request(Object.fromEntries(own));
    request.on('error', () => stream.destroy());
    request.on('response', (answer) => {
      if (stream.destroyed) return;
      stream.respond(answer);
      request.pipe(stream);
    });
    request.on('close', () => {
      if (!stream.headersSent) stream.destroy();
    });
    stream.on('close', () => request.destroy());
    stream.pipe(request);
  }

  close(): void {
    this.#session?.destroy();
  }

  #open(): ClientHttp2Session {
    if (this.#session === undefined || this.#session.closed || this.#session.destroyed) {
      this.#session = connect(this.#server, { ca: this.#ca }).on('error', () => {});
    }
    return this.#session;
  }
}
