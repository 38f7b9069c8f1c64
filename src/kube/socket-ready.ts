import type { Socket } from 'node:net';

/** Resolves when the socket says `ready`; destroys it and rejects when it fails or the signal aborts first. */
export function socketReady<T extends Socket>(socket: T, ready: string, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const fail = (error: unknown) => {
    release();
    // A socket may fail more than once, and an unheard 'error' would end the process.
    socket.on('error', () => {}).destroy();
    reject(error instanceof Error ? error : new Error(String(error)));
  };
  const abort = () => fail(signal.reason);
  const ended = () => fail(Object.assign(new Error('the connection was closed at once'), { code: 'ECONNRESET' }));
  const succeed = () => {
    release();
    resolve(socket);
  };
  const release = () => {
    signal.removeEventListener('abort', abort);
    socket.off(ready, succeed).off('error', fail).off('close', ended);
  };
  socket.once(ready, succeed).once('error', fail).once('close', ended);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return promise;
}
