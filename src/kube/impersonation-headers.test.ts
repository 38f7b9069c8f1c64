import assert from 'node:assert/strict';
import { validateHeaderName } from 'node:http';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { impersonationHeaders } from './impersonation-headers.ts';

describe('impersonationHeaders', () => {
  it('says for whom, in which groups, with what else', () => {
    const headers = impersonationHeaders({
      user: 'jane',
      groups: ['a', 'b'],
      uid: '7',
      extra: { 'example.com/Team': ['shop', 'web'] },
    });
    assert.deepEqual(headers, {
      'impersonate-user': 'jane',
      'impersonate-group': ['a', 'b'],
      'impersonate-uid': '7',
      'impersonate-extra-example.com%2fteam': ['shop', 'web'],
    });
  });

  it('says nothing for nobody, and nothing of no groups', () => {
    assert.deepEqual(impersonationHeaders(undefined), {});
    assert.deepEqual(impersonationHeaders({ user: 'jane', groups: [] }), { 'impersonate-user': 'jane' });
  });

  it('makes a header name of any key, from which the key can be read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
        const [name = ''] = Object.keys(impersonationHeaders({ user: 'jane', extra: { [key]: [] } })).slice(1);
        validateHeaderName(name);
        assert.equal(
          decodeURIComponent(name.replace('impersonate-extra-', '')),
          key.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()),
        );
      }),
      { seed: 4711 },
    );
  });
});
