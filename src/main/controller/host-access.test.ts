import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SteppingClock } from '../../base/stepping-clock.ts';
import type { CliContext } from '../../cli/context.ts';
import { CommandFailure } from '../../cli/failure.ts';
import { readConfigFile } from './config-file.ts';
import { findHost } from './host-access.ts';

const inPod = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
const kubeconfig = `
current-context: hub
contexts: [{ name: hub, context: { cluster: hub, user: me } }]
clusters: [{ name: hub, cluster: { server: "https://hub.example" } }]
users: [{ name: me, user: { token: secret } }]
`;

describe('a controller', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'hansa-controller-'));
    for (const [name, text] of [
      ['token', 'token'],
      ['ca.crt', 'PEM'],
      ['namespace', 'trade'],
      ['kubeconfig', kubeconfig],
    ] as const)
      writeFileSync(join(directory, name), text);
  });
  after(() => rmSync(directory, { recursive: true }));

  const find = (env: CliContext['env'], options = {}, isNamespaceGiven = false) => {
    const context = { env, cwd: directory, home: directory, clock: new SteppingClock() } as unknown as CliContext;
    const { access, ...host } = findHost(
      context,
      { kubefedNamespace: 'default-one', ...options },
      isNamespaceGiven,
      directory,
    );
    return { server: access.server, ...host };
  };
  const hub = { server: 'https://hub.example', namespace: 'default-one', isInCluster: false };

  it('finds its host in its pod, and the federation in its namespace', () => {
    assert.deepEqual(find(inPod), { server: 'https://10.0.0.1:443', namespace: 'trade', isInCluster: true });
    assert.equal(find(inPod, {}, true).namespace, 'default-one');
  });

  it('takes the kubeconfig it is given, in a pod too', () => {
    const path = join(directory, 'kubeconfig');
    assert.deepEqual(find(inPod, { kubeconfig: path }), hub);
    assert.deepEqual(find({ ...inPod, KUBECONFIG: path }), hub);
    assert.deepEqual(find({ KUBECONFIG: path }), hub);
  });

  it('reads settings from a file, with defaults', () => {
    writeFileSync(join(directory, 'good.yaml'), 'spec: { scope: Namespaced, clusterHealthCheck: { period: 1s } }');
    const { scope, clusterHealthCheck } = readConfigFile('good.yaml', directory);
    assert.deepEqual([scope, clusterHealthCheck.periodMs, clusterHealthCheck.timeoutMs], ['Namespaced', 1_000, 3_000]);
  });

  const faulty: [string, string, RegExp][] = [
    ['what is not there', '', /^--kubefed-config missing.yaml: ENOENT/],
    ['no object', '7', /^--kubefed-config faulty.yaml: invalid KubeFedConfig: /],
    ['no scope', 'spec: {}', /^--kubefed-config faulty.yaml: invalid KubeFedConfig: spec.scope: /],
  ];
  for (const [what, text, message] of faulty) {
    it(`refuses a file with ${what}`, () => {
      if (text !== '') writeFileSync(join(directory, 'faulty.yaml'), text);
      assert.throws(
        () => readConfigFile(text === '' ? 'missing.yaml' : 'faulty.yaml', directory),
        (error) => error instanceof CommandFailure && message.test(error.message),
      );
    });
  }
});
