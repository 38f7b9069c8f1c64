import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import { after, describe, it } from 'node:test';
import { systemClock } from '../base/clock.ts';
import type { TlsTrust } from './access.ts';
import { createStaticCredential } from './auth/static-credential.ts';
import { createTransport } from './create-transport.ts';
import { issueCertificate } from './testing/issue-certificate.ts';
import { listen } from './testing/listen.ts';

const { cert, key } = issueCertificate({ name: 'server', hosts: ['127.0.0.1'] });
const sayVersion = (request: { httpVersion: string }, response: { end(text: string): unknown }): void => {
  response.end(request.httpVersion);
};

describe('createTransport', () => {
  const endings: (() => Promise<void>)[] = [];
  after(() => Promise.all(endings.map((end) => end())));

  const versionsAt = async (server: Parameters<typeof listen>[0], scheme: string, tls: TlsTrust): Promise<string[]> => {
    const listening = await listen(server);
    const access = {
      name: 'here',
      server: `${scheme}://127.0.0.1:${listening.port}`,
      tls,
      credential: createStaticCredential({}),
    };
    const transport = createTransport(access, systemClock);
    endings.push(async () => {
      await transport.close();
      await listening.close();
    });
    const request = { method: 'GET', path: '/', headers: {}, credential: {} };
    // At once and afterwards: the first find out together what the server speaks.
    const first = await Promise.all([transport.call(request, 5_000), transport.call(request, 5_000)]);
    return [...first, await transport.call(request, 5_000)].map(({ body }) => body.toString());
  };

  it('speaks HTTP/2 where the server does', async () => {
    assert.deepEqual(await versionsAt(createSecureServer({ cert, key }, sayVersion), 'https', { ca: cert }), [
      '2.0',
      '2.0',
      '2.0',
    ]);
  });

  it('speaks HTTP/1.1 where the server does not agree to HTTP/2', async () => {
    assert.deepEqual(await versionsAt(createTlsServer({ cert, key }, sayVersion), 'https', { ca: cert }), [
      '1.1',
      '1.1',
      '1.1',
    ]);
  });

  it('speaks HTTP/1.1 where there is no TLS', async () => {
    assert.deepEqual(await versionsAt(createServer(sayVersion), 'http', {}), ['1.1', '1.1', '1.1']);
  });
});
