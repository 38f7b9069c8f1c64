import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SteppingClock } from '../base/stepping-clock.ts';
import { inClusterAccess, isInCluster } from './in-cluster.ts';

describe('inClusterAccess', () => {
  let directory: string;
  before(() => (directory = mkdtempSync(join(tmpdir(), 'hansa-pod-'))));
  after(() => rmSync(directory, { recursive: true }));

  const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };

  it('is the service account of the pod, with the token as the kubelet rotates it', () => {
    const clock = new SteppingClock();
    for (const [name, text] of [
      ['token', 'first'],
      ['ca.crt', 'PEM'],
      ['namespace', 'trade\n'],
    ] as const) {
      writeFileSync(join(directory, name), text);
    }
    const { credential, ...access } = inClusterAccess({ clock, env, directory });
    assert.deepEqual(access, {
      name: 'in-cluster',
      server: 'https://10.0.0.1:443',
      namespace: 'trade',
      tls: { ca: 'PEM' },
    });
    assert.deepEqual(credential.current(), { authorization: 'Bearer first' });
    writeFileSync(join(directory, 'token'), 'second');
    clock.advance(60_000);
    assert.deepEqual(credential.current(), { authorization: 'Bearer second' });
    const sixth = inClusterAccess({ clock, env: { ...env, KUBERNETES_SERVICE_HOST: 'fd00::1' }, directory });
    assert.equal(sixth.server, 'https://[fd00::1]:443');
  });

  it('says what is missing', () => {
    assert.equal(isInCluster({}), false);
    assert.throws(() => inClusterAccess({ clock: new SteppingClock(), env: {}, directory }), {
      name: 'CredentialError',
      message: /no pod.*kubeconfig/,
    });
    const elsewhere = join(directory, 'elsewhere');
    assert.throws(() => inClusterAccess({ clock: new SteppingClock(), env, directory: elsewhere }), {
      name: 'CredentialError',
      message: new RegExp(`^${elsewhere}/namespace cannot be read: the pod must mount`),
    });
  });
});
