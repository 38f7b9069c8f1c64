import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SteppingClock } from '../base/stepping-clock.ts';
import { kubeFedConfigType } from '../api/kubefed-config.ts';
import type { KubeObject } from '../api/meta.ts';
import { configName } from '../api/names.ts';
import { SimulatedApiServer } from '../kube/simulated/simulated-api-server.ts';
import { connectTo } from '../kube/simulated/simulated-client.ts';
import type { Log } from '../runtime/log.ts';
import { SettingsWatch } from './settings-watch.ts';

const namespace = 'federation';
const ref = { namespace, name: configName };
const missing = 'host has no KubeFedConfig "federation/kubefed": run `hansa init`, or install the chart';

function harness(types = [{ type: kubeFedConfigType }]) {
  const clock = new SteppingClock();
  const host = connectTo(new SimulatedApiServer({ name: 'host', clock, types }));
  const said: string[] = [];
  const note = (_fields: unknown, text: string) => void said.push(text);
  const log = { debug: note, info: note, warn: note, error: note } as Log;
  const watch = new SettingsWatch({ host, systemNamespace: namespace, clock, random: () => 0.5, log });
  const write = (spec: object) => host.create(kubeFedConfigType, { metadata: ref, spec } as KubeObject);
  return { clock, host, said, watch, write };
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('SettingsWatch', () => {
  it('waits for a KubeFedConfig, and says once what is missing', async () => {
    const { watch, said, write } = harness();
    await settled();
    assert.equal(watch.problem, missing);
    assert.throws(() => watch.current(), { message: missing });
    await write({ scope: 'Cluster' });
    await watch.ready;
    assert.equal(watch.problem, undefined);
    assert.equal(watch.current().leaderElect.leaseDurationMs, 15_000);
    assert.deepEqual(said, [`${missing}; nothing is done before there is a usable one`]);
    watch.stop();
  });

  it('says the same where the kind itself is not there', async () => {
    const { watch, clock, said } = harness([]);
    for (let step = 0; step < 5; step++) {
      await settled();
      clock.advance(60_000);
    }
    assert.deepEqual(said, [`${missing}; nothing is done before there is a usable one`]);
    watch.stop();
  });

  it('follows changes, and goes on with the last that could be used', async () => {
    const { watch, said, write, host } = harness();
    await write({ scope: 'Cluster' });
    await watch.ready;
    const seen: [number, number][] = [];
    watch.subscribe((now, before) => seen.push([before.clusterHealthCheck.periodMs, now.clusterHealthCheck.periodMs]));
    await host.mergePatch(kubeFedConfigType, ref, { spec: { clusterHealthCheck: { period: '1s' } } });
    await host.mergePatch(kubeFedConfigType, ref, { spec: { clusterHealthCheck: { period: 'soon' } } });
    await host.delete(kubeFedConfigType, ref);
    await settled();
    assert.deepEqual(seen, [[10_000, 1_000]]);
    assert.equal(watch.current().clusterHealthCheck.periodMs, 1_000);
    assert.match(
      said[1] ?? '',
      /^KubeFedConfig "federation\/kubefed" cannot be used: .*period.*; going on with what it said before$/,
    );
    assert.equal(said[2], `${missing}; going on with what it said before`);
    watch.stop();
  });
});
