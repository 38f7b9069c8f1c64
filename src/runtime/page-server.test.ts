import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ListenError, PageServer, parseListenAddress } from './page-server.ts';

describe('parseListenAddress', () => {
  const readable: [string, object][] = [
    [':8080', { port: 8080 }],
    ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
    ['localhost:65535', { host: 'localhost', port: 65_535 }],
    ['[::1]:9090', { host: '::1', port: 9090 }],
  ];
  for (const [text, address] of readable) {
    it(`reads ${text}`, () => assert.deepEqual(parseListenAddress(text), address));
  }
  for (const text of ['', '8080', ':', ':65536', ':http', '::1:8080', '[127.0.0.1]:8080', '[::1]', ':80 ']) {
    it(`does not read ${JSON.stringify(text)}`, () => assert.equal(parseListenAddress(text), undefined));
  }
});

describe('PageServer', () => {
  it('answers what it has, and says what that is', async () => {
    const server = await PageServer.open(
      { host: '127.0.0.1', port: 0 },
      {
        '/healthz': () => ({ status: 200, text: 'OK' }),
        '/broken': () => Promise.reject(new Error('secret')),
      },
    );
    const ask = async (path: string, method = 'GET') => {
      const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
      return `${response.status} ${await response.text()}`;
    };
    try {
      assert.equal(await ask('/healthz?verbose'), '200 OK');
      assert.equal(await ask('/healthz', 'HEAD'), '200 ');
      assert.equal(await ask('/healthz', 'POST'), '405 only GET\n');
      assert.equal(await ask('/debug/pprof'), '404 there are: /healthz /broken\n');
      assert.equal(await ask('/toString'), '404 there are: /healthz /broken\n');
      assert.equal(await ask('/broken'), '500 failed\n');
      await assert.rejects(PageServer.open({ host: '127.0.0.1', port: server.port }, {}), (error) => {
        return (
          error instanceof ListenError && /^cannot listen at 127.0.0.1:\d+: the port is in use$/.test(error.message)
        );
      });
    } finally {
      await server.close();
    }
  });
});
