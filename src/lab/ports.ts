import { createServer } from 'node:net';
import { contentHash } from '../base/hash.ts';
import { LabError } from './lab-error.ts';
import { RecordDirectory } from './record-directory.ts';

// Below the ports that kernels give to outgoing connections, so that a cluster that is down for a moment finds its
// port free when it comes back.
const firstPort = 20_000;
const portCount = 10_000;

/** The loopback ports of one lab: each is given away once, whichever program asks. */
export class PortReservations {
  readonly #taken: RecordDirectory<object>;
  readonly #start: number;

  /** Labs in different directories look for free ports from different places, so that they seldom meet. */
  constructor(directory: string) {
    this.#taken = new RecordDirectory(directory);
    this.#start = Number.parseInt(contentHash(directory).slice(0, 8), 16) % portCount;
  }

  /** Reserves a port nobody uses. */
  async reserveAny(): Promise<number> {
    for (let offset = 0; offset < portCount; offset++) {
      const port = firstPort + ((this.#start + offset) % portCount);
      if (!this.#taken.create(String(port), {})) continue;
      if (await isFree(port)) return port;
    }
    throw new LabError(`no port between ${firstPort} and ${firstPort + portCount - 1} is free on 127.0.0.1`);
  }

  /** Reserves this very port; a LabError names it when it is in use. */
  async reserve(port: number): Promise<number> {
    if (this.#taken.create(String(port), {}) && (await isFree(port))) return port;
    throw new LabError(`port ${port} on 127.0.0.1 is in use`, {
      next: 'end the program that listens there, or choose another base port',
    });
  }

  release(port: number): void {
    this.#taken.remove(String(port));
  }
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  return promise;
}
