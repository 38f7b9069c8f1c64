import type { Server, Socket } from 'node:net';

/** A server of a test on a free port of this machine. */
export interface Listening {
  readonly port: number;
  /** Ends the server and every connection to it. */
  close(): Promise<void>;
}

/** Starts a server on loopback; resolves when it listens. */
export async function listen(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
