import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Expectation } from './expectation.ts';

const clusters = ['east', 'west'];

describe('Expectation', () => {
  it('is met when every cluster holds everything as it should be', () => {
    const expectation = new Expectation(clusters, new Map([['a', 'new']]));
    expectation.see('east', 'a', 'new');
    assert.equal(expectation.isMet, false);
    expectation.see('west', 'a', 'old');
    assert.equal(expectation.isMet, false);
    expectation.see('west', 'a', 'new');
    assert.equal(expectation.isMet, true);
  });

  it('is met by what is gone where it should be gone', () => {
    const expectation = new Expectation(['east'], new Map([['a', undefined]]));
    expectation.see('east', 'a', 'new');
    assert.equal(expectation.isMet, false);
    expectation.see('east', 'a', undefined);
    assert.equal(expectation.isMet, true);
  });

  it('is not met any more by what was right once', () => {
    const expectation = new Expectation(['east'], new Map([['a', 'new']]));
    expectation.see('east', 'a', 'new');
    expectation.see('east', 'a', undefined);
    assert.equal(expectation.isMet, false);
  });

  it('is no business of other objects and clusters', () => {
    const expectation = new Expectation(['east'], new Map([['a', 'new']]));
    expectation.see('east', 'b', 'other');
    expectation.see('north', 'a', 'new');
    assert.equal(expectation.describe(), '1 of 1 in east (such as a)');
  });

  it('tells how much is wrong where, with an example', () => {
    const expectation = new Expectation(
      clusters,
      new Map([
        ['a', 'new'],
        ['b', 'new'],
      ]),
    );
    expectation.see('east', 'a', 'new');
    expectation.see('west', 'a', 'new');
    expectation.see('west', 'b', 'new');
    assert.equal(expectation.describe(), '1 of 2 in east (such as b)');
    expectation.see('east', 'b', 'new');
    assert.equal(expectation.describe(), 'nothing in 2 clusters');
  });
});
