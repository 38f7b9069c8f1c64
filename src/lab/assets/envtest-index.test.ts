import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dump } from 'js-yaml';
import { chooseArchive } from './envtest-index.ts';

const hash = 'ab'.repeat(64);

function index(...archives: string[]): string {
  const releases: Record<string, object> = {};
  for (const name of archives) {
    const version = /-(v[\d.]+(?:-rc[\d.]+)?)-/.exec(name)?.[1] ?? '';
    releases[version] = { ...releases[version], [name]: { hash, selfLink: `https://releases.test/${name}` } };
  }
  return dump({ releases });
}

describe('chooseArchive', () => {
  it('takes the newest patch of the wanted minor version for the platform', () => {
    const text = index(
      'envtest-v1.37.2-linux-amd64.tar.gz',
      'envtest-v1.37.10-linux-amd64.tar.gz',
      'envtest-v1.37.11-linux-arm64.tar.gz',
      'envtest-v1.38.0-linux-amd64.tar.gz',
      'envtest-v1.37.12-rc.1-linux-amd64.tar.gz',
    );
    assert.deepEqual(chooseArchive(text, 'linux-amd64', 'v1.37.2'), {
      version: 'v1.37.10',
      url: 'https://releases.test/envtest-v1.37.10-linux-amd64.tar.gz',
      sha512: hash,
    });
  });

  it('takes the nearest older minor version where there is none yet', () => {
    const text = index('envtest-v1.9.0-linux-amd64.tar.gz', 'envtest-v1.36.0-linux-amd64.tar.gz');
    assert.equal(chooseArchive(text, 'linux-amd64', 'v1.37.2').version, 'v1.36.0');
  });

  it('says so when there is nothing for the platform, or the index is another thing', () => {
    assert.throws(() => chooseArchive(index('envtest-v1.36.0-linux-amd64.tar.gz'), 'linux-riscv64', 'v1.37.2'), {
      message: 'envtest publishes no archive for linux-riscv64 up to Kubernetes v1.37.2',
    });
    assert.throws(() => chooseArchive('404: Not Found', 'linux-amd64', 'v1.37.2'), /^LabError: envtest's index/);
    // Without a hash nothing can be checked.
    const text = index('envtest-v1.36.0-linux-amd64.tar.gz').replace(hash, 'x');
    assert.throws(() => chooseArchive(text, 'linux-amd64', 'v1.37.2'), /^LabError: envtest's index/);
  });
});
