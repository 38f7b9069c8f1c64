import {
  createSecureServer,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type IncomingHttpHeaders,
} from 'node:http2';
import type { SecureServerOptions } from 'node:http2';
import type { ClusterAccess } from '../access.ts';
import { createStaticCredential } from '../auth/static-credential.ts';
import { issueCertificate } from './issue-certificate.ts';
import { listen, type Listening } from './listen.ts';

const { cert, key } = issueCertificate({ name: 'server', hosts: ['127.0.0.1'] });

/** An HTTP/2 server of a test, and how to reach it. */
export interface Http2Server extends Listening {
  readonly access: ClusterAccess;
  /** Every connection so far, in order. */
  readonly sessions: readonly ServerHttp2Session[];
}

/** Starts an HTTP/2 server on loopback that leaves every answer to the test. */
export async function startHttp2Server(
  answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  settings: SecureServerOptions['settings'] = {},
): Promise<Http2Server> {
  const sessions: ServerHttp2Session[] = [];
  const server = createSecureServer({ cert, key, settings });
  server.on('session', (session) => {
    session.on('error', () => {});
    sessions.push(session);
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    answer(stream, headers);
  });
  const listening = await listen(server);
  return { ...listening, sessions, access: accessTo(listening.port) };
}

/** How to reach the server, or a proxy in front of it. */
export function accessTo(port: number): ClusterAccess {
  return {
    name: 'here',
    server: `https://127.0.0.1:${port}`,
    tls: { ca: cert },
    credential: createStaticCredential({}),
  };
}
