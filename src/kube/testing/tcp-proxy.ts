import { connect, createServer, type Socket } from 'node:net';
import { listen, type Listening } from './listen.ts';

/** A way to a server that a test can break. */
export interface TcpProxy extends Listening {
  /** How many connections it has carried so far. */
  readonly connections: number;
  /** Ends all connections as a crash would: with a reset. */
  reset(): void;
  /** Carries nothing more on the connections there are, and leaves them open, as a broken network does. */
  freeze(): void;
  /** Lets nobody through from now on, or everybody again. */
  shut(isShut: boolean): void;
}

/** Starts a proxy on loopback that carries bytes to a port of this machine and looks at none. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let connections = 0;
  let isShut = false;
  const server = createServer({ noDelay: true }, (client) => {
    if (isShut) {
      client.resetAndDestroy();
      return;
    }
    connections += 1;
    const upstream = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    upstream.on('error', () => client.destroy());
    upstream.once('close', () => client.destroy());
    client.once('close', () => {
      pairs.delete(pair);
      upstream.destroy();
    });
    client.pipe(upstream).pipe(client);
  });
  const reset = () => {
    for (const [client] of pairs) client.resetAndDestroy();
  };
  const listening = await listen(server);
  return {
    ...listening,
    get connections() {
      return connections;
    },
    reset,
    shut(wanted) {
      isShut = wanted;
      if (isShut) reset();
    },
    freeze() {
      for (const [client, upstream] of pairs) {
        client.unpipe(upstream).pause();
        upstream.unpipe(client).pause();
      }
    },
  };
}
