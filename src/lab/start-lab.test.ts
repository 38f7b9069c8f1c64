import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openLab } from './start-lab.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

describe('openLab', () => {
  it('opens what a start has left that was killed at its very beginning, so that it can be taken down', async (test) => {
    const dir = join(temporaryDirectory(test), 'lab');
    mkdirSync(dir);
    const binaries = { source: 'test', etcd: '/bin/etcd', apiServer: '/bin/kube-apiserver' };
    writeFileSync(
      join(dir, 'lab.json'),
      JSON.stringify({ binaries, apiServerFlags: [], etcdUrl: 'http://127.0.0.1:1' }),
    );
    const lab = openLab(dir);
    assert.deepEqual(await lab.status(), []);
    await lab.down();
    assert.ok(!existsSync(dir));
  });

  it('says where there is no lab', (test) => {
    const dir = temporaryDirectory(test);
    assert.throws(() => openLab(dir), { name: 'LabError', message: `there is no lab in ${dir}` });
  });
});
