import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { ruled, textRule } from './rule.ts';

describe('ruled', () => {
  it('adds to the rules a schema has already', () => {
    const once = ruled(z.string(), { message: 'no a', cel: "!self.contains('a')" });
    const twice = ruled(once, {
      message: 'no b',
      cel: "!self.contains('b')",
      celMessage: "'no b: ' + self",
      path: ['b'],
    });
    assert.deepEqual(twice.meta()?.['x-kubernetes-validations'], [
      { rule: "!self.contains('a')", message: 'no a' },
      { rule: "!self.contains('b')", message: 'no b', messageExpression: "'no b: ' + self", fieldPath: '.b' },
    ]);
  });

  it('says nothing to the API server where a rule has no CEL', () => {
    const schema = ruled(z.string(), { message: 'no', holds: () => false });
    assert.equal(schema.meta(), undefined);
    assert.equal(schema.safeParse('x').success, false);
  });
});

describe('textRule', () => {
  const rule = textRule({ when: '^a', pattern: 'z$', message: 'what begins with a ends with z' });

  it('says the same in CEL and in TypeScript', () => {
    assert.equal(rule.cel, "!self.matches(r'^a') || self.matches(r'z$')");
    assert.equal(textRule({ pattern: 'z$', message: '' }).cel, "self.matches(r'z$')");
    assert.deepEqual(
      ['az', 'ab', 'b'].map((text) => rule.holds?.(text)),
      [true, false, true],
    );
  });
});
