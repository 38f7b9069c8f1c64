import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { SteppingClock } from '../../base/stepping-clock.ts';
import { ApiError } from '../../kube/errors.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import { SimulatedApiServer } from '../../kube/simulated/simulated-api-server.ts';
import { createFederated } from './create-federated.ts';

const type = {
  group: 'types.kubefed.io',
  version: 'v1beta1',
  plural: 'federatedconfigmaps',
  kind: 'FederatedConfigMap',
  namespaced: true,
};
const object = { apiVersion: 'types.kubefed.io/v1beta1', kind: type.kind, metadata: { name: 'a', namespace: 'n' } };

function answer(status: number): ApiError {
  return new ApiError({ cluster: 'hub', method: 'POST', path: '/', status, reason: '', serverMessage: 'no' });
}

/** How often a server is asked that first answers with the status so many times, how long that takes, and what comes of it. */
async function create(status: number, times: number, dryRun = false) {
  const clock = new SteppingClock(0);
  const server = new SimulatedApiServer({ name: 'hub', clock, types: [{ type, hasStatus: true }] });
  server.faults.fail({ verb: 'create', times }, answer(status));
  const outcomes: unknown[] = [];
  const creating = createFederated(connectTo(server), clock, { type, object }, dryRun).then(
    (created) => void outcomes.push(created),
    (error: unknown) => void outcomes.push(error),
  );
  while (outcomes.length === 0) {
    await setImmediate();
    if (clock.waiting > 0) clock.advance(100);
  }
  await creating;
  return { outcome: outcomes[0], asked: server.requests.length, took: clock.now() };
}

describe('createFederated', () => {
  it('asks again until the type is served', async () => {
    assert.deepEqual(await create(404, 3), { outcome: 'created', asked: 4, took: 300 });
  });

  it('gives up after ten seconds', async () => {
    const { outcome, asked, took } = await create(404, 999);
    assert.ok(outcome instanceof ApiError && outcome.isNotFound);
    assert.deepEqual([asked, took], [101, 10_000]);
  });

  it('takes other answers for what they are', async () => {
    const { outcome, asked } = await create(403, 1);
    assert.ok(outcome instanceof ApiError && outcome.isForbidden);
    assert.equal(asked, 1);
  });

  it('supposes in a dry run that the type would be served', async () => {
    assert.deepEqual(await create(404, 1, true), { outcome: 'created', asked: 1, took: 0 });
  });
});
