import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, assert as check, constantFrom, jsonValue, nat, property, record } from 'fast-check';
import { parseExactJson } from './exact-json.ts';
import { applyJsonPatch, type PatchOperation } from './json-patch.ts';
import type { Json } from './json.ts';

const seed = 20260101;

type Op = PatchOperation['op'];

function patch(target: Json, op: Op, path: string, value?: Json) {
  return applyJsonPatch(target, [{ op, path, ...(value !== undefined && { value }) }]);
}

describe('applyJsonPatch', () => {
  const applied: readonly [string, Json, Op, string, Json | undefined, Json][] = [
    // RFC 6902, appendix A, as far as it is about the three operations overrides have.
    ['A.1 adds a member', { foo: 'bar' }, 'add', '/baz', 'qux', { baz: 'qux', foo: 'bar' }],
    ['A.2 adds an item', { foo: ['bar', 'baz'] }, 'add', '/foo/1', 'qux', { foo: ['bar', 'qux', 'baz'] }],
    ['A.3 removes a member', { baz: 'qux', foo: 'bar' }, 'remove', '/baz', undefined, { foo: 'bar' }],
    ['A.4 removes an item', { foo: ['bar', 'qux', 'baz'] }, 'remove', '/foo/1', undefined, { foo: ['bar', 'baz'] }],
    ['A.5 replaces a value', { baz: 'qux', foo: 'bar' }, 'replace', '/baz', 'boo', { baz: 'boo', foo: 'bar' }],
    [
      'A.10 adds an object',
      { foo: 'bar' },
      'add',
      '/child',
      { grandchild: {} },
      { foo: 'bar', child: { grandchild: {} } },
    ],
    ['A.14 reads ~01 as ~1', { '/': 9, '~1': 10 }, 'replace', '/~01', 11, { '/': 9, '~1': 11 }],
    ['A.16 adds a list', { foo: ['bar'] }, 'add', '/foo/-', ['abc', 'def'], { foo: ['bar', ['abc', 'def']] }],

    ['reads ~1 as a slash', { labels: { 'a/b': '1' } }, 'replace', '/labels/a~1b', '2', { labels: { 'a/b': '2' } }],
    ['adds over a member that is there', { a: 1 }, 'add', '/a', 2, { a: 2 }],
    ['adds behind the last item by its index', { a: [1] }, 'add', '/a/1', 2, { a: [1, 2] }],
    ['adds to an empty list', { a: [] }, 'add', '/a/-', 1, { a: [1] }],
    ['adds behind the last item by -1', { a: [1, 2] }, 'add', '/a/-1', 3, { a: [1, 2, 3] }],
    ['adds before the first item from the end', { a: [1, 2] }, 'add', '/a/-3', 0, { a: [0, 1, 2] }],
    ['removes the last item by -1', { a: [1, 2] }, 'remove', '/a/-1', undefined, { a: [1] }],
    ['replaces an item counted from the end', { a: [1, 2] }, 'replace', '/a/-2', 0, { a: [0, 2] }],
    ['goes through an item counted from the end', { a: [{ b: 1 }] }, 'replace', '/a/-1/b', 2, { a: [{ b: 2 }] }],
    ['takes an index with zeros and signs before it', { a: [1, 2] }, 'replace', '/a/+01', 3, { a: [1, 3] }],
    [
      'replaces a member that is not there',
      { metadata: {} },
      'replace',
      '/metadata/labels',
      {},
      { metadata: { labels: {} } },
    ],
    ['replaces null', { a: null }, 'replace', '/a', 1, { a: 1 }],
    ['removes null', { a: null, b: 1 }, 'remove', '/a', undefined, { b: 1 }],
    ['takes an absent value for null', { a: 1 }, 'replace', '/a', undefined, { a: null }],
    ['has members with empty names', { '': { '': 1 } }, 'replace', '//', 2, { '': { '': 2 } }],
    ['replaces the whole by an object', { a: 1 }, 'replace', '', { b: 2 }, { b: 2 }],
    ['replaces the whole by a list', { a: 1 }, 'replace', '', [1], [1]],
    ['drops what stands before the first slash', { replicas: 1 }, 'replace', 'spec/replicas', 2, { replicas: 2 }],
    ['patches a list', [1, 2], 'remove', '/0', undefined, [2]],
  ];
  for (const [name, target, op, path, value, result] of applied) {
    it(name, () => assert.deepEqual(patch(target, op, path, value), { ok: true, value: result }));
  }

  const refused: readonly [string, Json, Op, string, string][] = [
    [
      'A.9 a parent that is not there',
      {},
      'add',
      '/spec/template/x',
      '/spec is not there, so nothing can be added under it',
    ],
    ['a parent that is null', { spec: null }, 'add', '/spec/x', '/spec is null, so nothing can be added under it'],
    [
      'a parent that is a number',
      { spec: 3 },
      'replace',
      '/spec/x',
      '/spec is a number, so nothing under it can be replaced',
    ],
    [
      'a parent that is a string',
      { a: { b: 'c' } },
      'remove',
      '/a/b/c',
      '/a/b is a string, so nothing can be removed from under it',
    ],
    [
      'a parent that is an exact integer',
      { a: parseExactJson('9007199254740993') },
      'add',
      '/a/rawJSON',
      '/a is a number, so nothing can be added under it',
    ],
    [
      'an item on the way that is not there',
      { a: [{}] },
      'add',
      '/a/1/b',
      '/a/1 is not there, so nothing can be added under it',
    ],
    ['a dash on the way', { a: [{}] }, 'add', '/a/-/b', '/a/- is not there, so nothing can be added under it'],
    [
      'a member to remove that is not there',
      { a: {} },
      'remove',
      '/a/b~1c',
      '/a/b~1c is not there, so it cannot be removed',
    ],
    ['an item to remove that is not there', { a: [1] }, 'remove', '/a/1', '/a has 1 item, so there is no 1 to remove'],
    [
      'an item to replace that is not there',
      { a: [] },
      'replace',
      '/a/0',
      '/a has 0 items, so there is no 0 to replace',
    ],
    ['a dash to replace', { a: [1] }, 'replace', '/a/-', '/a has 1 item, so there is no - to replace'],
    ['a place too far behind', { a: [1, 2] }, 'add', '/a/3', '/a has 2 items, so nothing can be added at 3'],
    ['a place too far before', { a: [1, 2] }, 'add', '/a/-4', '/a has 2 items, so nothing can be added at -4'],
    ['an item too far before', { a: [1, 2] }, 'remove', '/a/-3', '/a has 2 items, so there is no -3 to remove'],
    ['a name for an index', { a: [1, 2] }, 'add', '/a/b', '/a has 2 items, so nothing can be added at b'],
    ['a broken index', [1, 2], 'remove', '/1e0', 'the whole object has 2 items, so there is no 1e0 to remove'],
    ['a path without a slash', { replicas: 1 }, 'replace', 'replicas', 'a path begins with a slash, as in /replicas'],
    ['to add the whole', {}, 'add', '', 'the empty path is the whole object, which can only be replaced'],
    ['to remove the whole', {}, 'remove', '', 'the empty path is the whole object, which can only be replaced'],
    ['to replace the whole by nothing', {}, 'replace', '', 'the whole object can only be replaced by an object'],
    [
      'inherited members',
      {},
      'add',
      '/constructor/prototype/x',
      '/constructor is not there, so nothing can be added under it',
    ],
    ['the inherited prototype', {}, 'add', '/__proto__/x', '/__proto__ is not there, so nothing can be added under it'],
  ];
  for (const [name, target, op, path, reason] of refused) {
    it(`refuses ${name}`, () => {
      assert.deepEqual(patch(target, op, path), { ok: false, problem: { index: 0, op, path, reason } });
    });
  }

  it('applies in order, and names the first operation that cannot be', () => {
    const operations: PatchOperation[] = [
      { op: 'add', path: '/a', value: {} },
      { op: 'add', path: '/a/b', value: 1 },
      { op: 'remove', path: '/a' },
    ];
    assert.deepEqual(applyJsonPatch({}, operations), { ok: true, value: {} });
    const failed = applyJsonPatch({}, [...operations, { op: 'remove', path: '/a' }, { op: 'remove', path: '/b' }]);
    assert.deepEqual(failed, {
      ok: false,
      problem: { index: 3, op: 'remove', path: '/a', reason: '/a is not there, so it cannot be removed' },
    });
  });

  it('shares what the path does not touch', () => {
    const target = { touched: { list: [{ x: 1 }], beside: {} }, untouched: { large: true } };
    const result = patch(target, 'replace', '/touched/list/0/x', 2);
    assert.ok(result.ok);
    const value = result.value as unknown as typeof target;
    assert.equal(value.untouched, target.untouched);
    assert.equal(value.touched.beside, target.touched.beside);
    assert.deepEqual(target, { touched: { list: [{ x: 1 }], beside: {} }, untouched: { large: true } });
  });

  it('knows __proto__ as the name of a member only', () => {
    const added = patch({}, 'add', '/__proto__', { polluted: true });
    assert.ok(added.ok);
    assert.equal(JSON.stringify(added.value), '{"__proto__":{"polluted":true}}');
    assert.equal(Object.getPrototypeOf(added.value), Object.prototype);
    const changed = patch(added.value, 'replace', '/__proto__/polluted', false);
    assert.equal(changed.ok && JSON.stringify(changed.value), '{"__proto__":{"polluted":false}}');
    assert.deepEqual(patch(added.value, 'remove', '/__proto__'), { ok: true, value: {} });
    assert.equal('polluted' in {}, false);
  });

  it('never changes its target, whatever the operations', () => {
    const segment = constantFrom('a', 'b', '0', '1', '-', '-1', '__proto__', 'constructor', '');
    const path = array(segment, { maxLength: 4 }).map((segments) => segments.map((part) => `/${part}`).join(''));
    const operation = record({ op: constantFrom<Op>('add', 'remove', 'replace'), path, value: jsonValue() });
    const target = record({ a: jsonValue(), b: array(record({ a: jsonValue() })) });
    check(
      property(target, array(operation, { maxLength: 5 }), (target, operations) => {
        // Strict mode: a write to what is frozen throws.
        const result = applyJsonPatch(freeze(target), operations);
        assert.ok(result.ok || result.problem.reason !== '');
      }),
      { seed },
    );
  });

  it('takes back what it added', () => {
    const list = array(jsonValue());
    check(
      property(list, jsonValue(), nat(), (list, value, place) => {
        const path = `/list/${place % (list.length + 1)}`;
        const added = patch({ list }, 'add', path, value);
        assert.ok(added.ok);
        assert.deepEqual(patch(added.value, 'remove', path), { ok: true, value: { list } });
      }),
      { seed },
    );
  });
});

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
