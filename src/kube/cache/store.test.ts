import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { keyOf, refOf, type KubeObject } from '../../api/meta.ts';
import { Store } from './store.ts';

interface Thing extends KubeObject {
  readonly step?: string;
}

function thing(name: string, version: number, step = `${name}@${version}`): Thing {
  return { metadata: { name, resourceVersion: String(version) }, step };
}

function listOf(...things: readonly Thing[]): Map<string, Thing> {
  return new Map(things.map((one) => [keyOf(refOf(one)), one]));
}

describe('Store', () => {
  let changes: string[];
  let store: Store<Thing>;
  beforeEach(() => {
    changes = [];
    store = new Store((key, current, previous) => {
      assert.ok((current ?? previous) && key === (current ?? previous)?.metadata.name);
      changes.push(`${previous?.step ?? '-'} > ${current?.step ?? '-'}`);
    });
  });

  it('takes what the watch tells, and tells of each change once', () => {
    store.put(thing('a', 5));
    store.put(thing('a', 7));
    store.put(thing('a', 7));
    store.put(thing('a', 6));
    store.remove(thing('a', 8));
    store.remove(thing('a', 8));
    assert.deepEqual(changes, ['- > a@5', 'a@5 > a@7', 'a@7 > -']);
    assert.equal(store.passed, '8');
    assert.equal(store.size, 0);
  });

  it('takes a write of ours before its echo, and the echo for nothing new', () => {
    store.put(thing('a', 5));
    store.observeWrite(thing('a', 6));
    store.put(thing('a', 6));
    assert.deepEqual(changes, ['- > a@5', 'a@5 > a@6']);
  });

  it('takes a write of ours after its echo for nothing new, and one that was overtaken neither', () => {
    store.put(thing('a', 6));
    store.observeWrite(thing('a', 6));
    store.put(thing('a', 8));
    store.observeWrite(thing('a', 7));
    assert.deepEqual(changes, ['- > a@6', 'a@6 > a@8']);
  });

  it('does not let an answer that is late bring back what is gone', () => {
    store.put(thing('a', 5));
    store.remove(thing('a', 7));
    store.observeWrite(thing('a', 6));
    assert.equal(store.get('a'), undefined);
    store.pass('20');
    store.observeWrite(thing('b', 19));
    assert.equal(store.get('b'), undefined);
  });

  it('keeps what was created anew when the end of what it replaced comes late', () => {
    store.put(thing('a', 5));
    store.observeWrite(thing('a', 9));
    store.remove(thing('a', 8));
    assert.equal(store.get('a')?.step, 'a@9');
    store.remove(thing('a', 10));
    assert.equal(store.get('a'), undefined);
  });

  it('is what a list says, but for what was written later than the list', () => {
    for (const name of ['kept', 'changed', 'gone', 'ours']) store.put(thing(name, 5));
    store.observeWrite(thing('ours', 12));
    store.observeWrite(thing('new', 11));
    store.observeWrite(thing('lost', 9));
    changes = [];
    store.replaceAll(listOf(thing('kept', 5), thing('changed', 8), thing('ours', 7), thing('fresh', 3)), '10');
    assert.deepEqual(changes.sort(), ['- > fresh@3', 'changed@5 > changed@8', 'gone@5 > -', 'lost@9 > -']);
    assert.deepEqual([...store.keys()].sort(), ['changed', 'fresh', 'kept', 'new', 'ours']);
    assert.equal(store.get('ours')?.step, 'ours@12');
    assert.equal(store.passed, '10');
  });

  it('believes a server that was restored to an earlier version', () => {
    store.put(thing('a', 50, 'a lost'));
    store.put(thing('b', 60));
    store.replaceAll(listOf(thing('a', 30, 'a restored')), '31');
    assert.deepEqual([store.get('a')?.step, store.size, store.passed], ['a restored', 1, '31']);
    store.put(thing('a', 32));
    assert.equal(store.get('a')?.step, 'a@32');
  });

  it('does not count a list as seen when a handler threw over it', () => {
    const fussy = new Store<Thing>((key) => {
      if (key === 'a') throw new Error('a is too much');
    });
    const list = listOf(thing('a', 5), thing('b', 6));
    assert.throws(() => fussy.replaceAll(list, '10'));
    assert.equal(fussy.passed, '0');
    fussy.replaceAll(list, '10');
    assert.deepEqual([[...fussy.keys()], fussy.passed], [['a', 'b'], '10']);
  });

  it('never goes back, whatever comes in whatever order', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const version = fc.integer({ min: 1, max: 40 });
    const step = fc.record({
      what: fc.constantFrom('put', 'remove', 'pass', 'observeWrite', 'replaceAll'),
      name,
      version,
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const held = new Map<string, number>();
        const store = new Store<Thing>((key, current, previous) => {
          const now = Number(current?.metadata.resourceVersion ?? Number.POSITIVE_INFINITY);
          assert.equal(previous?.metadata.resourceVersion, held.get(key)?.toString());
          assert.ok(now > (held.get(key) ?? 0), `${key} went back from ${held.get(key)} to ${now}`);
          if (current) held.set(key, now);
          else held.delete(key);
        });
        for (const { what, name, version } of steps) {
          const passed = Number(store.passed);
          if (what === 'pass') store.pass(String(version));
          // A list that is older than what was passed means a restored server, which may go back.
          else if (what === 'replaceAll')
            store.replaceAll(listOf(thing(name, Math.min(version, passed + 1))), String(passed + 1));
          else store[what](thing(name, version));
          assert.ok(Number(store.passed) >= passed);
        }
      }),
      { seed: 4711, numRuns: 500 },
    );
  });
});
