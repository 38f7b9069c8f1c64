import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP, type AddressInfo } from 'node:net';

/** What a path answers. */
export interface Page {
  readonly status: number;
  readonly contentType?: string;
  readonly text: string;
}

/** What each path answers. */
export type Pages = Readonly<Record<string, () => Page | Promise<Page>>>;

/** Where to listen: port 0 is any that is free, and no host every address there is. */
export interface ListenAddress {
  readonly host?: string;
  readonly port: number;
}

/** An address to listen at could not be had; the message says which, and why. */
export class ListenError extends Error {
  readonly code = 'HANSA_LISTEN';
}

/** Reads `:8080`, `127.0.0.1:8080` or `[::1]:8080`; undefined when text is none of them. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const [, bracketed, plain = '', digits = ''] = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535) return undefined;
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? { host: bracketed, port } : undefined;
  return plain === '' ? { port } : { host: plain, port };
}

/** A few pages over HTTP, for probes and Prometheus. */
export class PageServer {
  readonly #server: Server;

  /** Listens; rejects with ListenError. */
  static async open(address: ListenAddress, pages: Pages): Promise<PageServer> {
    const server = createServer((request, response) => {
      void answer(request, response, pages);
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `${address.host ?? ''}:${address.port}`;
      reject(
        new ListenError(
          `cannot listen at ${where}: ${error.code === 'EADDRINUSE' ? 'the port is in use' : error.message}`,
          { cause: error },
        ),
      );
    });
    server.listen(address, resolve);
    await promise;
    return new PageServer(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    server.on('error', () => undefined);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends connections that wait for nothing, and listening; resolves when answers under way are given. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
    });
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, pages: Pages): Promise<void> {
  const { status, contentType = 'text/plain; charset=utf-8', text } = await pageFor(request, pages);
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
  response.end(request.method === 'HEAD' ? undefined : text);
}

async function pageFor({ method, url = '/' }: IncomingMessage, pages: Pages): Promise<Page> {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, text: 'only GET\n' };
  const path = url.replace(/\?.*$/, '');
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
  if (!page) return { status: 404, text: `there are: ${Object.keys(pages).join(' ')}\n` };
  try {
    return await page();
  } catch {
    return { status: 500, text: 'failed\n' };
  }
}
