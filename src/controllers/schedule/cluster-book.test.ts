import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupNodes } from '../../plan/capacity/group-nodes.ts';
import { SimulatedMembers } from '../testing/simulated-members.ts';
import { ClusterBook } from './cluster-book.ts';

const names = ['bremen', 'danzig', 'luebeck'];
const unknown = () => undefined;

describe('ClusterBook', () => {
  it('says the same in the same words as long as nothing changes, and of others when one does', async () => {
    const members = await SimulatedMembers.begin(names, []);
    const book = new ClusterBook(members.registry, members.clock);
    const stop = book.start();
    const before = book.facts(names, unknown);
    await members.step(60_000);
    assert.equal(book.facts(names, unknown), before);
    const free = groupNodes([{ cpu: 4 }]);
    const roomy = book.facts(names, (name) => (name === 'danzig' ? free : undefined));
    assert.deepEqual(roomy[1], { ...before[1], free });
    assert.equal(book.facts(names, unknown), before);
    await members.setReady('danzig', false);
    const after = book.facts(names, unknown);
    assert.deepEqual(
      [after[0] === before[0], after[1]?.lostSince, after[2] === before[2]],
      [true, members.clock.now(), true],
    );
    await members.setReady('danzig', true);
    assert.equal(book.facts(['danzig'], unknown)[0]?.lostSince, undefined);
    stop();
    await members.registry.stop();
  });
});
