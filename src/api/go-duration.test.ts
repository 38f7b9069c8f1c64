import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { longerThan, positiveDuration } from './go-duration.ts';

describe('longerThan', () => {
  const rule = longerThan(['a', 2], ['b', 3], 'twice a is longer than three times b');

  it('counts each duration as often as it is told', () => {
    assert.equal(
      rule.cel,
      'duration(self.a) + duration(self.a) > duration(self.b) + duration(self.b) + duration(self.b)',
    );
    assert.equal(rule.holds?.({ a: '3s', b: '2s' }), false);
    assert.equal(rule.holds?.({ a: '3001ms', b: '2s' }), true);
  });

  it('leaves what cannot be read to the field itself', () => {
    assert.equal(rule.holds?.({ a: 'soon', b: '2s' }), true);
    assert.equal(positiveDuration.safeParse('soon').success, false);
  });
});
