import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseExactJson } from './exact-json.ts';
import { goJson } from './go-json.ts';
import { md5Hex } from './hash.ts';

describe('goJson', () => {
  const texts: readonly [string, unknown, string][] = [
    ['an object', { b: [1, 'x', null, true], a: {} }, '{"a":{},"b":[1,"x",null,true]}\n'],
    ['HTML characters', '<b>&/', '"\\u003cb\\u003e\\u0026/"\n'],
    ['line separators', 'a\u2028b\u2029', '"a\\u2028b\\u2029"\n'],
    ['control characters', '\b\f\n\r\t\u0000\u001f\u007f', '"\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\u007f"\n'],
    ['backslashes before letters', '\\b\\f\\\\b', '"\\\\b\\\\f\\\\\\\\b"\n'],
    ['quotes', 'say "no"', '"say \\"no\\""\n'],
    ['keys as strings', { '<': '>' }, '{"\\u003c":"\\u003e"}\n'],
    ['half a surrogate pair', 'a\ud800', '"a\ufffd"\n'],
    ['numbers as ECMAScript', [1e21, 1e-7, 0.000001, 1.5, 100], '[1e+21,1e-7,0.000001,1.5,100]\n'],
    ['64-bit integers', parseExactJson('9223372036854775807'), '9223372036854775807\n'],
  ];
  for (const [name, value, text] of texts) it(`writes ${name} as Go does`, () => assert.equal(goJson(value), text));

  // The first is KubeFed's own; the others were computed from its rules by other means.
  const hashes: readonly [string, unknown, string][] = [
    ['a template with null', { spec: { foo: null } }, 'a5b8d4352d5aed51c51b93900258ccf3'],
    ['an empty template', {}, '8a80554c91d9fca8acb82f023de02f11'],
    ['a ConfigMap', { data: { A: 'ala ma kota' } }, '63edc4c5d1171489b7a34eedad2dcf91'],
    ['no overrides', { overrides: null }, '2979b7538b527abe06492021841caf47'],
    [
      'an override without op',
      { overrides: [{ clusterName: 'cluster1', clusterOverrides: [{ path: '/spec/replicas', value: 1 }] }] },
      '14411ba8b13467b3cda0f885d6002c81',
    ],
    [
      'an override with HTML',
      {
        overrides: [
          {
            clusterName: 'c1',
            clusterOverrides: [{ op: 'add', path: '/metadata/annotations', value: { foo: '<b>' } }],
          },
        ],
      },
      'bba9bf1356c6b7744010f6e2dd40a6d9',
    ],
  ];
  for (const [name, value, hash] of hashes) {
    it(`gives KubeFed's hash for ${name}`, () => assert.equal(md5Hex(goJson(value)), hash));
  }
});
