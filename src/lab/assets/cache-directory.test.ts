import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cacheDirectory } from './cache-directory.ts';

describe('cacheDirectory', () => {
  it('follows the base directory specification', () => {
    assert.equal(cacheDirectory({ HOME: '/home/anna', XDG_CACHE_HOME: '/var/cache/anna' }), '/var/cache/anna/hansa');
    assert.equal(cacheDirectory({ HOME: '/home/anna' }), '/home/anna/.cache/hansa');
    assert.equal(cacheDirectory({ HOME: '/home/anna', XDG_CACHE_HOME: 'cache' }), '/home/anna/.cache/hansa');
  });
});
