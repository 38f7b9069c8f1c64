import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { SteppingClock } from '../../base/stepping-clock.ts';
import type { KubeClient } from '../client.ts';
import { ConnectionError, isNotFound } from '../errors.ts';
import { SimulatedApiServer } from './simulated-api-server.ts';
import { connectTo } from './simulated-client.ts';

const nodes = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false };
const volumes = { group: '', version: 'v1', plural: 'persistentvolumes', kind: 'PersistentVolume', namespaced: false };
const ref = { namespace: '', name: 'a' };
const node = { metadata: { name: 'a' } };
const lost = new ConnectionError({ cluster: 'c', server: 's', errno: 'ECONNRESET', explanation: 'lost' });

describe('the faults of the simulated API server', () => {
  let server: SimulatedApiServer;
  let client: KubeClient;
  beforeEach(() => {
    const types = [{ type: nodes }, { type: volumes }];
    server = new SimulatedApiServer({ name: 'c', clock: new SteppingClock(), types });
    client = connectTo(server);
  });

  it('are met by the requests they are meant for, so many times, and by no others', async () => {
    server.faults.fail({ verb: ['create', 'apply'], type: nodes, times: 2 }, lost);
    assert.deepEqual((await client.list(nodes)).items, []);
    await client.create(volumes, node);
    await assert.rejects(client.create(nodes, node), lost);
    await assert.rejects(client.create(nodes, node), lost);
    await client.create(nodes, node);
  });

  it('can lose the answer to what was done', async () => {
    server.faults.loseAnswer({ verb: 'create' }, lost);
    await assert.rejects(client.create(nodes, node), lost);
    assert.equal((await client.get(nodes, ref)).metadata.name, 'a');
  });

  it('can hold requests until they are let go or aborted', async () => {
    const held = server.faults.hold({ verb: 'create', times: 2 });
    const create = client.create(nodes, node);
    const abort = new AbortController();
    const aborted = assert.rejects(client.create(volumes, node, { signal: abort.signal }), { message: 'enough' });
    await held.arrived;
    await assert.rejects(client.get(nodes, ref), isNotFound);
    abort.abort(new Error('enough'));
    await aborted;
    held.release();
    await create;
    await assert.rejects(client.get(volumes, ref), isNotFound);
    // What was not used up is gone too.
    await client.create(volumes, node);
  });

  it('leave a record of every request', async () => {
    server.faults.fail({}, lost);
    await assert.rejects(client.create(nodes, node), lost);
    await client.list(volumes);
    assert.deepEqual(server.requests, [
      { verb: 'create', type: 'nodes', key: 'a' },
      { verb: 'list', type: 'persistentvolumes', key: '' },
    ]);
  });

  it('end with the client: what is under way and what comes later is told so', async () => {
    server.faults.hold({ verb: 'create' });
    const watching = client.watch(nodes, { signal: new AbortController().signal }, () => {});
    const calls = [watching, client.create(nodes, node)].map((call) => assert.rejects(call, { errno: 'ERR_CLOSED' }));
    await client.close();
    await Promise.all(calls);
    await assert.rejects(client.list(nodes), { errno: 'ERR_CLOSED' });
  });
});
