import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederatedClusterStatus, FederatedObject } from '../../api/federated-object.ts';
import { clusterStatusOf, Ledger } from './ledger.ts';

const version = { hash: 'h1', objectVersion: 'gen:3' };

function federated(...clusters: FederatedClusterStatus[]): FederatedObject {
  return { metadata: { name: 'web', namespace: 'shop' }, status: { clusters } };
}

function ledger(...clusters: FederatedClusterStatus[]): Ledger {
  const made = new Ledger();
  made.restore('a', federated(...clusters));
  return made;
}

describe('Ledger', () => {
  it('begins with what the status says, and gives it back', () => {
    const entry: FederatedClusterStatus = {
      name: 'bremen',
      status: 'UpdateFailed',
      message: 'no',
      version: 'h1/gen:3',
    };
    const outcome = ledger(entry).outcome('a', 'bremen');
    assert.deepEqual(outcome, { status: 'UpdateFailed', message: 'no', version });
    assert.deepEqual(clusterStatusOf('bremen', outcome), entry);
  });

  it('does not begin again when the status is read again', () => {
    const known = ledger();
    known.record('a', 'bremen', { version });
    known.restore('a', federated({ name: 'bremen', status: 'CreationFailed' }));
    assert.deepEqual(known.outcome('a', 'bremen'), { version });
  });

  it('keeps the version when an answer gives none', () => {
    const known = ledger();
    known.recordVersion('a', 'bremen', version);
    known.record('a', 'bremen', { status: 'ClusterNotReady' });
    assert.deepEqual(known.outcome('a', 'bremen'), { status: 'ClusterNotReady', version });
  });

  it('is settled when all that is awaited has come', () => {
    const known = ledger();
    known.await('a', 'bremen');
    known.await('a', 'danzig', 'it asks to wait');
    assert.equal(known.whyAwaited('a', 'danzig'), 'it asks to wait');
    known.record('a', 'bremen', {});
    assert.equal(known.isSettled('a'), false);
    known.clear('a', 'danzig');
    assert.ok(known.isSettled('a'));
  });

  it('knows which clusters have nothing left, until they are asked again', () => {
    const known = ledger({ name: 'bremen' });
    known.clear('a', 'bremen');
    assert.ok(known.isCleared('a', 'bremen'));
    assert.equal(known.outcome('a', 'bremen'), undefined);
    known.await('a', 'bremen');
    assert.equal(known.isCleared('a', 'bremen'), false);
  });

  it('tells the generation its outcomes are about, and since when', () => {
    const known = ledger();
    assert.equal(known.isAbout('a', '2'), false);
    assert.equal(known.askedAt('a'), undefined);
    known.begin('a', '2', 1_000);
    assert.ok(known.isAbout('a', '2'));
    assert.equal(known.askedAt('a'), 1_000);
    assert.equal(known.isAbout('a', '3'), false);
  });

  it('keeps nothing of a cluster that left', () => {
    const known = ledger({ name: 'bremen' }, { name: 'danzig' });
    known.await('a', 'bremen');
    known.dropCluster('bremen');
    assert.ok(known.isSettled('a'));
    assert.equal(known.outcome('a', 'bremen'), undefined);
    assert.deepEqual(known.outcome('a', 'danzig'), {});
  });

  it('keeps nothing of what comes late for an object that is gone', () => {
    const known = ledger();
    known.forget('a');
    known.await('a', 'bremen');
    known.record('a', 'bremen', { version });
    known.recordVersion('a', 'bremen', version);
    assert.equal(known.isKnown('a'), false);
    known.restore('a', federated({ name: 'danzig' }));
    assert.equal(known.outcome('a', 'bremen'), undefined);
    assert.deepEqual(known.outcome('a', 'danzig'), {});
  });
});
