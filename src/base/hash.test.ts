import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contentHash, md5Hex, sha256Hex } from './hash.ts';

describe('hashes', () => {
  // RFC 1321, A.5 and FIPS 180-2, B.1.
  it('are those of the standards', () => {
    assert.equal(md5Hex('abc'), '900150983cd24fb0d6963f7d28e17f72');
    assert.equal(sha256Hex('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('are taken of UTF-8', () => assert.equal(md5Hex('é'), '66ddcd97cfdeabb2f6fb8a999b4bc76f'));

  it('are short for contents', () => assert.equal(contentHash('abc'), 'ba7816bf8f01cfea'));
});
