import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { federateManifests } from './read-manifests.ts';

function template(text: string): unknown {
  const [from] = federateManifests('a.yaml', `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n${text}\n`);
  return from?.object.spec?.template;
}

describe('federateManifests', () => {
  it('reads YAML as kubectl does', () => {
    assert.deepEqual(template('mode: 0644\non: yes\nday: 2026-01-01\ntime: 22:30\nversion: "1.0"\ncount: 7'), {
      mode: 420,
      true: true,
      day: '2026-01-01',
      time: '22:30',
      version: '1.0',
      count: 7,
    });
  });

  it('reads JSON, several documents, and none', () => {
    const json = JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b' } });
    const text = `---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n---\n# nothing\n---\n${json}\n`;
    const kinds = federateManifests('a.yaml', text).map(({ object }) => object.kind);
    assert.deepEqual(kinds, ['FederatedConfigMap', 'FederatedSecret']);
    assert.deepEqual(federateManifests('a.yaml', ''), []);
  });

  it('says which object is none, and where YAML is wrong', () => {
    assert.throws(() => federateManifests('a.yaml', 'a: 1'), {
      name: 'CommandFailure',
      message: 'a.yaml: object 1: it has no apiVersion',
    });
    assert.throws(() => federateManifests('a.yaml', 'a: ['), {
      name: 'CommandFailure',
      message: /^a\.yaml: .*\(1:5\)/,
    });
  });
});
