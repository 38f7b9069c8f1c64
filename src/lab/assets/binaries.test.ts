import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { binariesIn, binariesNamedBy } from './binaries.ts';

function directoryWith(test: TestContext, ...names: string[]): string {
  const directory = temporaryDirectory(test);
  for (const name of names) writeFileSync(join(directory, name), '', { mode: 0o755 });
  return directory;
}

describe('binariesNamedBy', () => {
  it('is undefined where the environment names nothing', () => {
    assert.equal(binariesNamedBy({ KUBEBUILDER_ASSETS: '', PATH: '/usr/bin' }), undefined);
  });

  it('takes what is in KUBEBUILDER_ASSETS, by absolute path', (test) => {
    const directory = directoryWith(test, 'etcd', 'kube-apiserver', 'kubectl');
    const named = relative(process.cwd(), directory);
    assert.deepEqual(binariesNamedBy({ KUBEBUILDER_ASSETS: named }), {
      source: `KUBEBUILDER_ASSETS=${named}`,
      etcd: join(directory, 'etcd'),
      apiServer: join(directory, 'kube-apiserver'),
    });
  });

  it('prefers single binaries, and then starts each API server by itself', (test) => {
    const directory = directoryWith(test, 'etcd', 'kube-apiserver', 'kube-controller-manager', 'hansa-lab');
    const own = join(directoryWith(test, 'apiserver'), 'apiserver');
    assert.equal(binariesNamedBy({ KUBEBUILDER_ASSETS: directory })?.multiCall, join(directory, 'hansa-lab'));
    assert.deepEqual(binariesNamedBy({ KUBEBUILDER_ASSETS: directory, TEST_ASSET_KUBE_APISERVER: own }), {
      source: `KUBEBUILDER_ASSETS=${directory}`,
      etcd: join(directory, 'etcd'),
      apiServer: own,
      controllerManager: join(directory, 'kube-controller-manager'),
    });
  });

  it('names what is missing', (test) => {
    const directory = directoryWith(test, 'etcd');
    writeFileSync(join(directory, 'kube-apiserver'), '', { mode: 0o644 });
    assert.throws(() => binariesNamedBy({ KUBEBUILDER_ASSETS: directory }), {
      name: 'LabError',
      message: `KUBEBUILDER_ASSETS=${directory}: ${directory}/kube-apiserver is missing or may not be executed`,
    });
    assert.throws(() => binariesNamedBy({ TEST_ASSET_ETCD: join(directory, 'etcd') }), {
      name: 'LabError',
      message: 'TEST_ASSET_*: kube-apiserver is missing or may not be executed',
    });
  });
});

describe('binariesIn', () => {
  it('says how to mend a damaged cache', (test) => {
    const directory = directoryWith(test, 'kube-apiserver');
    assert.throws(() => binariesIn(directory, 'envtest'), { next: `remove ${directory} and run the command again` });
  });
});
