import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startConnectProxy, startSocksProxy, type ProxyUnderTest } from '../testing/proxies.ts';
import { listen, type Listening } from '../testing/listen.ts';
import { openTunnel } from './tunnel.ts';

const kinds = [
  { scheme: 'http', start: startConnectProxy },
  { scheme: 'socks5', start: startSocksProxy },
] as const;

describe('openTunnel', () => {
  let target: Listening;
  const running: ProxyUnderTest[] = [];
  before(async () => (target = await listen(createServer((socket) => socket.pipe(socket)))));
  after(() => Promise.all([target, ...running].map((server) => server.close())));

  const never = new AbortController().signal;
  const open = (url: string, host = '127.0.0.1', port = target.port) => openTunnel(url, { host, port }, never);

  for (const { scheme, start } of kinds) {
    const proxy = async (login?: string): Promise<ProxyUnderTest> => {
      const started = await start(login);
      running.push(started);
      return started;
    };

    it(`carries what is sent, both ways, through ${scheme}`, async () => {
      const { port, tunnels } = await proxy();
      for (const host of ['127.0.0.1', 'localhost']) {
        const socket = await open(`${scheme}://127.0.0.1:${port}`, host);
        socket.write('there and back');
        assert.equal(String(await once(socket, 'data')), 'there and back');
        socket.destroy();
      }
      assert.deepEqual(tunnels, [`127.0.0.1:${target.port}`, `localhost:${target.port}`]);
    });

    it(`logs in at ${scheme} with user and password of the URL`, async () => {
      const { port } = await proxy('anna:p@ss:word');
      const socket = await open(`${scheme}://anna:p%40ss%3Aword@127.0.0.1:${port}`);
      socket.destroy();
    });

    it(`says that ${scheme} wants other words, without telling them`, async () => {
      const { port } = await proxy('anna:secret');
      const refused = { name: 'ProxyError', code: 'HANSA_PROXY_REFUSED' };
      await assert.rejects(open(`${scheme}://127.0.0.1:${port}`), {
        ...refused,
        message: /asks for a user and password/,
      });
      await assert.rejects(
        open(`${scheme}://anna:wrong-secret@127.0.0.1:${port}`),
        (error: unknown) => error instanceof Error && error.name === 'ProxyError' && !error.message.includes('secret'),
      );
    });

    it(`says that ${scheme} cannot reach the target`, async () => {
      const { port } = await proxy();
      const gone = await listen(createServer());
      await gone.close();
      await assert.rejects(open(`${scheme}://127.0.0.1:${port}`, '127.0.0.1', gone.port), {
        code: 'HANSA_PROXY_REFUSED',
        message: new RegExp(`^proxy ${scheme}://127.0.0.1:${port}: .*(502 Bad Gateway|was refused)$`),
      });
    });

    it(`says that nobody is there, for ${scheme}`, async () => {
      const gone = await listen(createServer());
      await gone.close();
      await assert.rejects(open(`${scheme}://127.0.0.1:${gone.port}`), {
        code: 'HANSA_PROXY_UNREACHABLE',
        message: /ECONNREFUSED/,
      });
    });

    it(`rejects with the signal's reason while ${scheme} says nothing`, async () => {
      const abort = new AbortController();
      const silent = await listen(createServer(() => abort.abort(new Error('enough'))));
      running.push({ ...silent, tunnels: [] });
      const url = `${scheme}://127.0.0.1:${silent.port}`;
      await assert.rejects(openTunnel(url, { host: 'a', port: 1 }, abort.signal), { message: 'enough' });
    });
  }

  it('notices what is not SOCKS5, and what it cannot use', async () => {
    const other = await listen(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    running.push({ ...other, tunnels: [] });
    await assert.rejects(open(`socks5://127.0.0.1:${other.port}`), { message: /does not speak SOCKS5$/ });
    await assert.rejects(open('ftp://127.0.0.1:1'), { code: 'HANSA_PROXY_UNSUPPORTED' });
  });
});
