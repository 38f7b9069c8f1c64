import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederatedSpec } from '../../api/federated-object.ts';
import {
  decidePropagatedVersion,
  overridesVersionOf,
  propagatedVersionName,
  templateVersionOf,
} from './propagated-versions.ts';

const override = { clusterName: 'cluster1', clusterOverrides: [{ path: '/spec/replicas', value: 1 }] };

describe('propagated versions (1.4, 6.5.4)', () => {
  it('are named after the kind and the name of the target', () => {
    assert.equal(propagatedVersionName('ConfigMap', 'settings'), 'configmap-settings');
  });

  const templates: readonly [string, FederatedSpec, string][] = [
    ['null in it', { template: { spec: { foo: null } } }, 'a5b8d4352d5aed51c51b93900258ccf3'],
    ['nothing in it', { template: {} }, '8a80554c91d9fca8acb82f023de02f11'],
    ['data', { template: { data: { A: 'ala ma kota' } } }, '63edc4c5d1171489b7a34eedad2dcf91'],
  ];
  for (const [name, spec, hash] of templates) {
    it(`hash a template with ${name} as KubeFed does`, () => assert.equal(templateVersionOf(spec), hash));
  }
  it('have no hash for no template', () => assert.equal(templateVersionOf({}), ''));

  const none = '2979b7538b527abe06492021841caf47';
  const overrides: readonly [string, FederatedSpec['overrides'], string][] = [
    ['none', null, none],
    ['one without op', [override], '14411ba8b13467b3cda0f885d6002c81'],
    [
      'one with an empty op',
      [{ ...override, clusterOverrides: [{ op: '', path: '/spec/replicas', value: 1 }] }],
      '14411ba8b13467b3cda0f885d6002c81',
    ],
    [
      'one with HTML',
      [
        {
          clusterName: 'c1',
          clusterOverrides: [{ op: 'add', path: '/metadata/annotations', value: { foo: '<b>' } }],
        },
      ],
      'bba9bf1356c6b7744010f6e2dd40a6d9',
    ],
  ];
  for (const [name, list, hash] of overrides) {
    it(`hash overrides as KubeFed does: ${name}`, () =>
      assert.equal(overridesVersionOf(list === undefined ? {} : { overrides: list }), hash));
  }
  it('hash absent overrides as null', () => assert.equal(overridesVersionOf({}), none));

  it('say by cluster, sorted, what was written', () => {
    const versions = new Map([
      ['danzig', 'rv:7'],
      ['bremen', 'gen:1'],
    ]);
    const status = decidePropagatedVersion({ template: {} }, versions, undefined);
    assert.deepEqual(status, {
      templateVersion: '8a80554c91d9fca8acb82f023de02f11',
      overridesVersion: none,
      clusterVersions: [
        { clusterName: 'bremen', version: 'gen:1' },
        { clusterName: 'danzig', version: 'rv:7' },
      ],
    });
    assert.equal(decidePropagatedVersion({ template: {} }, versions, status), undefined);
  });
});
