import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTaintChanges } from './parse-taint-changes.ts';

describe('parseTaintChanges', () => {
  it('reads what kubectl taint reads', () => {
    assert.deepEqual(parseTaintChanges(['dedicated=batch:NoExecute', 'full:NoSchedule', 'old:NoSchedule-', 'x/y-']), {
      ok: true,
      changes: {
        set: [
          { key: 'dedicated', value: 'batch', effect: 'NoExecute' },
          { key: 'full', effect: 'NoSchedule' },
        ],
        remove: [{ key: 'old', effect: 'NoSchedule' }, { key: 'x/y' }],
      },
    });
    assert.deepEqual(parseTaintChanges(['a=:NoSchedule', 'b=c:NoSchedule-']), {
      ok: true,
      changes: { set: [{ key: 'a', effect: 'NoSchedule' }], remove: [{ key: 'b', effect: 'NoSchedule' }] },
    });
  });

  const faults: readonly [string[], RegExp][] = [
    [['dedicated=batch'], /^dedicated=batch: it needs an effect, as in /],
    [['dedicated'], /it needs an effect/],
    [['a:Sometimes'], /^a:Sometimes: the effect must be one of NoSchedule, PreferNoSchedule, NoExecute$/],
    [['a:Sometimes-'], /the effect must be one of/],
    [['a:'], /the effect must be one of/],
    [[':NoSchedule'], /name part must be non-empty/],
    [['-'], /name part must be non-empty/],
    [['a=b c:NoSchedule'], /a valid label must be/],
    [['a:NoSchedule', 'a=b:NoSchedule'], /^a:NoSchedule is there twice$/],
    [['a:NoSchedule', 'a:NoSchedule-'], /^a:NoSchedule is set and removed at once$/],
    [['a:NoSchedule', 'a-'], /^a:NoSchedule is set and removed at once$/],
  ];
  for (const [words, reason] of faults) {
    it(`makes no sense of ${words.join(' ')}`, () => {
      const parsed = parseTaintChanges(words);
      assert.ok(!parsed.ok);
      assert.match(parsed.reason, reason);
    });
  }

  it('lets one effect go and another come', () => {
    assert.ok(parseTaintChanges(['a:NoSchedule-', 'a:NoExecute']).ok);
  });
});
