import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { dump } from 'js-yaml';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { ensureControlPlane, type EnsureOptions } from './ensure-control-plane.ts';
import { envtestPlatform, type EnvtestSource } from './envtest.ts';
import { findGo } from './go-tool.ts';

const hasGo = 'version' in (await findGo(process.env, '1.0'));
// Go's own cache stays where it is, or every test would compile the runtime anew.
const goCache = hasGo ? execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim() : undefined;
const offline: EnvtestSource = { indexUrl: 'http://127.0.0.1:1/', fetch: () => assert.fail('nothing to download') };

/** A module as lab/ is one, that compiles in a moment. */
function goModule(test: TestContext, source = 'package main\n\nfunc main() { println("lab") }\n'): string {
  const directory = temporaryDirectory(test);
  writeFileSync(join(directory, 'go.mod'), 'module tiny\n\ngo 1.20\n');
  writeFileSync(join(directory, 'main.go'), source);
  return directory;
}

/** Options for a cache that is empty, and what progress has been told. */
function options(test: TestContext, moduleDirectory: string, env: NodeJS.ProcessEnv = {}) {
  const said: string[] = [];
  const progress = { done: (text: string) => void said.push(text), now: () => undefined };
  const cache = temporaryDirectory(test);
  const environment = { ...process.env, KUBEBUILDER_ASSETS: '', XDG_CACHE_HOME: cache, GOCACHE: goCache, ...env };
  const ensure: EnsureOptions = { env: environment, progress, moduleDirectory, envtest: offline };
  return { ensure, said, lab: join(cache, 'hansa', 'lab') };
}

describe('ensureControlPlane', { skip: hasGo ? false : 'Go is not installed' }, () => {
  it('builds once for the same source, wherever it lies', async (test) => {
    const { ensure, said } = options(test, goModule(test));
    const built = await ensureControlPlane(ensure);
    assert.equal(execFileSync(built.apiServer, { stdio: 'pipe' }).length, 0);
    assert.equal(said.length, 2);
    const again = await ensureControlPlane({ ...ensure, moduleDirectory: goModule(test) });
    assert.deepEqual({ ...again, source: '' }, { ...built, source: '' });
    assert.equal(said.length, 2);
  });

  it('builds again when the source has changed', async (test) => {
    const directory = goModule(test);
    const { ensure } = options(test, directory);
    const before = await ensureControlPlane(ensure);
    writeFileSync(join(directory, 'extra.go'), 'package main\n');
    const after = await ensureControlPlane(ensure);
    assert.notEqual(after.apiServer, before.apiServer);
  });

  it('builds once for two who want it at the same time', async (test) => {
    const { ensure, said } = options(test, goModule(test));
    const [one, other] = await Promise.all([ensureControlPlane(ensure), ensureControlPlane(ensure)]);
    assert.deepEqual(one, other);
    assert.equal(said.filter((text) => text.startsWith('building')).length, 1);
  });

  it("passes the compiler's words on, and leaves nothing in the cache", async (test) => {
    const { ensure, lab } = options(test, goModule(test, 'package main\n\nfunc main() { missing() }\n'));
    await assert.rejects(ensureControlPlane(ensure), /^LabError: go build failed in .*undefined: missing/s);
    assert.deepEqual(readdirSync(lab), ['locks']);
  });
});

describe('ensureControlPlane, interrupted', () => {
  it('ends the build, and leaves nothing in the cache', async (test) => {
    const path = temporaryDirectory(test);
    const slowGo = '#!/bin/sh\ncase $1 in env) echo go1.99.0 ;; build) exec /bin/sleep 600 ;; esac\n';
    writeFileSync(join(path, 'go'), slowGo, { mode: 0o755 });
    const { ensure, lab } = options(test, goModule(test), { PATH: path });
    const stop = new AbortController();
    const progress = { done: () => undefined, now: () => stop.abort(new Error('interrupted')) };
    await assert.rejects(ensureControlPlane({ ...ensure, progress, signal: stop.signal }), { message: 'interrupted' });
    assert.deepEqual(readdirSync(lab), ['locks']);
  });
});

describe('ensureControlPlane without Go', () => {
  it('unpacks the archive whose hash is the published one', async (test) => {
    const { ensure, lab } = options(test, labModule(test), { PATH: '/nowhere' });
    const { etcd, apiServer, controllerManager } = await ensureControlPlane({
      ...ensure,
      envtest: await publish(test),
    });
    assert.equal(readFileSync(etcd, 'utf8'), '#!/bin/sh\necho etcd\n');
    assert.equal(execFileSync(apiServer, { encoding: 'utf8' }), 'kube-apiserver\n');
    assert.equal(controllerManager, undefined);
    const again = await ensureControlPlane(ensure);
    assert.equal(again.etcd, etcd);
    assert.deepEqual(readdirSync(lab).toSorted(), [`envtest-for-v1.37.2-${envtestPlatform}`, 'locks']);
  });

  it('refuses an archive with another hash, and keeps nothing of it', async (test) => {
    const { ensure, lab } = options(test, labModule(test), { PATH: '/nowhere' });
    const envtest = await publish(test, 'f'.repeat(128));
    await assert.rejects(
      ensureControlPlane({ ...ensure, envtest }),
      /^LabError: no control plane is to be had\. Go is not on the PATH .* was refused: its SHA-512 is \w{128}, the published one is f{128}$/,
    );
    assert.deepEqual(readdirSync(lab), ['locks']);
  });

  it('says what to do when nothing can be downloaded either', async (test) => {
    const { ensure } = options(test, labModule(test), { PATH: '/nowhere' });
    const indexUrl = 'https://releases.test/index.yaml';
    await assert.rejects(ensureControlPlane({ ...ensure, envtest: { indexUrl, fetch: failingFetch } }), {
      name: 'LabError',
      message:
        'no control plane is to be had. Go is not on the PATH (version 1.26.0 or newer is needed). ' +
        `cannot download ${indexUrl}: getaddrinfo ENOTFOUND releases.test`,
      next: 'install Go 1.26.0 or newer, or set KUBEBUILDER_ASSETS to a directory with etcd and kube-apiserver',
    });
  });
});

/** As fetch fails without a network. */
async function failingFetch(): Promise<never> {
  throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND releases.test') });
}

function labModule(test: TestContext): string {
  const directory = temporaryDirectory(test);
  const goMod = 'module tiny\n\ngo 1.26.0\n\nrequire (\n\tk8s.io/kubernetes v1.37.2\n)\n';
  writeFileSync(join(directory, 'go.mod'), goMod);
  return directory;
}

/** Serves an index and an archive on loopback as envtest's are published; the index may lie about the hash. */
async function publish(test: TestContext, publishedHash?: string): Promise<EnvtestSource> {
  const archive = packArchive(test);
  const server = createServer((request, response) => {
    const name = `envtest-v1.37.0-${envtestPlatform}.tar.gz`;
    const { port } = server.address() as AddressInfo;
    if (request.url === `/${name}`) return response.end(archive);
    const hash = publishedHash ?? createHash('sha512').update(archive).digest('hex');
    const selfLink = `http://127.0.0.1:${port}/${name}`;
    return response.end(dump({ releases: { 'v1.37.0': { [name]: { hash, selfLink } } } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => void server.close());
  return { indexUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/index.yaml`, fetch };
}

function packArchive(test: TestContext): Buffer {
  const directory = temporaryDirectory(test);
  const inside = join(directory, 'controller-tools', 'envtest');
  mkdirSync(inside, { recursive: true });
  for (const name of ['etcd', 'kube-apiserver', 'kubectl']) {
    writeFileSync(join(inside, name), `#!/bin/sh\necho ${name}\n`, { mode: 0o755 });
  }
  return execFileSync('tar', ['-cz', '-C', directory, 'controller-tools']);
}
