import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proxyFromEnvironment } from './from-environment.ts';

const proxy = 'http://proxy:3128/';

describe('proxyFromEnvironment', () => {
  it('reads the variable of the scheme, in capitals first', () => {
    assert.equal(proxyFromEnvironment('https://a', { HTTPS_PROXY: proxy, https_proxy: 'http://other' }), proxy);
    assert.equal(proxyFromEnvironment('https://a', { HTTPS_PROXY: '', https_proxy: proxy }), proxy);
    assert.equal(proxyFromEnvironment('http://a', { HTTPS_PROXY: proxy }), undefined);
    assert.equal(proxyFromEnvironment('http://a', { http_proxy: 'proxy:3128' }), 'http://proxy:3128');
    assert.equal(proxyFromEnvironment('https://a', {}), undefined);
  });

  it('never leads to this machine through a proxy', () => {
    for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]']) {
      assert.equal(proxyFromEnvironment(`https://${host}:6443`, { HTTPS_PROXY: proxy }), undefined);
    }
  });

  const cases: [exception: string, server: string, isDirect: boolean][] = [
    ['*', 'https://a.example.com', true],
    ['example.com', 'https://example.com', true],
    ['example.com', 'https://a.example.com', true],
    ['example.com', 'https://badexample.com', false],
    ['.example.com', 'https://a.example.com', true],
    ['.example.com', 'https://example.com', false],
    ['*.example.com', 'https://a.example.com', true],
    ['EXAMPLE.com', 'https://example.com', true],
    ['other, example.com ', 'https://example.com', true],
    ['example.com:6443', 'https://example.com:6443', true],
    ['example.com:6443', 'https://example.com', false],
    ['example.com:443', 'https://example.com', true],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.0.0.0/99', 'https://10.1.2.3', false],
    ['10.1.2.3', 'https://10.1.2.3', true],
    ['fd00::/8', 'https://[fd00::1]', true],
    ['fd00::1', 'https://[fd00::1]', true],
    ['', 'https://example.com', false],
    [',', 'https://example.com', false],
  ];
  for (const [exception, server, isDirect] of cases) {
    it(`reads NO_PROXY="${exception}" for ${server}`, () => {
      const found = proxyFromEnvironment(server, { HTTPS_PROXY: proxy, NO_PROXY: exception });
      assert.equal(found, isDirect ? undefined : proxy);
    });
  }
});
