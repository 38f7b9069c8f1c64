import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseKubeFedConfig } from './kubefed-config.ts';
import { assertParsed, parsedValue } from './testing/assert-parsed.ts';
import { defaultedSpec, kubeFedConfigCases } from './testing/kubefed-config-cases.ts';

describe('parseKubeFedConfig', () => {
  for (const each of kubeFedConfigCases) {
    it(`${each.refused ? 'refuses' : 'accepts'} ${each.title}`, () => {
      assertParsed(parseKubeFedConfig(each.object), each);
    });
  }

  it('fills in every default', () => {
    const config = parsedValue(parseKubeFedConfig({ metadata: { name: 'kubefed' }, spec: { scope: 'Cluster' } }));
    assert.deepEqual(config.spec, defaultedSpec);
  });

  it('fills in what a section leaves out', () => {
    const spec = { scope: 'Cluster', leaderElect: { leaseDuration: '30s' } };
    const { leaderElect } = parsedValue(parseKubeFedConfig({ metadata: { name: 'kubefed' }, spec })).spec;
    assert.deepEqual(leaderElect, { ...defaultedSpec.leaderElect, leaseDuration: '30s' });
  });
});
