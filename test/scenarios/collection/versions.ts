import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { propagatedVersionType, type PropagatedVersion } from '../../../src/api/propagated-version.ts';
import type { Federation } from '../federation.ts';
import { configMap, deployment } from '../kinds.ts';
import type { Scene } from '../scene.ts';
import { until } from '../until.ts';
import { setGate } from './settings.ts';

/** With the feature gate PropagatedVersions. */
export function describeVersions(federation: { readonly current: Federation }): void {
  describe('PropagatedVersions (1.4, 6.5.4)', () => {
    let scene: Scene;
    before(async () => {
      scene = await federation.current.scene();
      await scene.apply(configMap, 'early', { template: { data: { A: 'ala ma kota' } } });
      await scene.expectStatus(configMap, 'early', { propagation: 'True' });
      await setGate(federation.current, 'PropagatedVersions', true);
    });
    after(() => setGate(federation.current, 'PropagatedVersions', false));

    it('are written for what is in place already once they are switched on', async () => {
      const written = await expectVersion(federation.current, scene, 'configmap-early', isWhole);
      assert.equal(written.status?.overridesVersion, '2979b7538b527abe06492021841caf47');
      const [owner] = written.metadata.ownerReferences ?? [];
      assert.equal((owner as { name: string }).name, 'early');
      for (const { clusterName, version } of written.status?.clusterVersions ?? []) {
        const { metadata } = await scene.read(clusterName, configMap, 'early');
        assert.equal(version, `rv:${metadata.resourceVersion}`);
      }
    });

    it('follow the template, and count generations where there are any', async () => {
      await scene.apply(deployment, 'web');
      const before = await expectVersion(federation.current, scene, 'deployment-web', isWhole);
      assert.deepEqual(
        before.status?.clusterVersions?.map(({ version }) => version),
        ['gen:1', 'gen:1'],
      );
      await scene.apply(deployment, 'web', { template: { spec: { paused: true } } });
      const after = await expectVersion(federation.current, scene, 'deployment-web', (version) =>
        (version.status?.clusterVersions ?? []).every((one) => one.version === 'gen:2'),
      );
      assert.notEqual(after.status?.templateVersion, before.status?.templateVersion);
    });
  });
}

function isWhole({ status }: PropagatedVersion): boolean {
  return status?.clusterVersions?.length === 2;
}

function expectVersion(
  federation: Federation,
  { namespace }: Scene,
  name: string,
  holds: (version: PropagatedVersion) => boolean,
): Promise<PropagatedVersion> {
  return until<PropagatedVersion, PropagatedVersion>({
    client: federation.host.client,
    type: propagatedVersionType,
    namespace,
    what: `PropagatedVersion ${name} as wanted`,
    show: (versions) => [...versions.values()].map(({ metadata, status }) => [metadata.name, status]),
    look: (versions) => {
      const version = versions.get(`${namespace}/${name}`);
      return version && holds(version) ? version : undefined;
    },
  });
}
