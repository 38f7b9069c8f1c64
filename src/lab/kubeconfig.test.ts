import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { load } from 'js-yaml';
import { formatKubeconfig } from './kubeconfig.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

describe('formatKubeconfig', () => {
  it('holds a context for each cluster, the first one current, and no path', (test) => {
    const caPath = join(temporaryDirectory(test), 'ca.crt');
    writeFileSync(caPath, 'certificate');
    const server = 'https://127.0.0.1:21000';
    // A token that YAML 1.1 would read as a number.
    const entries = ['host', 'member-1'].map((name) => ({ name, server, caPath, token: '123e4567' }));
    const cluster = { server, 'certificate-authority-data': Buffer.from('certificate').toString('base64') };
    const text = formatKubeconfig(entries);
    assert.deepEqual(load(text), {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'host',
      clusters: [
        { name: 'host', cluster },
        { name: 'member-1', cluster },
      ],
      users: [
        { name: 'host', user: { token: '123e4567' } },
        { name: 'member-1', user: { token: '123e4567' } },
      ],
      contexts: [
        { name: 'host', context: { cluster: 'host', user: 'host' } },
        { name: 'member-1', context: { cluster: 'member-1', user: 'member-1' } },
      ],
    });
  });
});
