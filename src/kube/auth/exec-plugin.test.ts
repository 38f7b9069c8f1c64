import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SteppingClock } from '../../base/stepping-clock.ts';
import type { Credential, CredentialSource } from '../access.ts';
import { issueCertificate } from '../testing/issue-certificate.ts';
import { createExecCredential, type ExecPlugin } from './exec-plugin.ts';

const v1 = 'client.authentication.k8s.io/v1';

function create(plugin: ExecPlugin, clock = new SteppingClock(), isTerminal = false): CredentialSource {
  return createExecCredential(plugin, { clock, env: { PATH: process.env['PATH'] }, isTerminal });
}

describe('createExecCredential', () => {
  let directory: string;
  let counter = 0;
  before(() => (directory = mkdtempSync(join(tmpdir(), 'hansa-exec-'))));
  after(() => rmSync(directory, { recursive: true }));

  /** A plugin that runs the script; `runs` is how often it did. */
  const pluginOf = (script: string, more: Partial<ExecPlugin> = {}): { plugin: ExecPlugin; runs: () => number } => {
    counter += 1;
    const [file, log] = [join(directory, `plugin-${counter}.mjs`), join(directory, `log-${counter}`)];
    writeFileSync(log, '');
    writeFileSync(
      file,
      `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(log)}, 'x');\n${script}`,
    );
    const plugin: ExecPlugin = {
      command: process.execPath,
      args: [file],
      env: {},
      apiVersion: v1,
      installHint: '',
      interactiveMode: 'Never',
      ...more,
    };
    return { plugin, runs: () => readFileSync(log, 'utf8').length };
  };

  const answer = (status: object, apiVersion = v1): string =>
    `console.log(${JSON.stringify(JSON.stringify({ apiVersion, kind: 'ExecCredential', status }))});`;

  it('runs the plugin once for all who ask meanwhile, then answers from memory', async () => {
    const { plugin, runs } = pluginOf(answer({ token: 'secret' }));
    const source = create(plugin);
    const all = await Promise.all(Array.from({ length: 20 }, async () => source.current()));
    assert.deepEqual(all[0], { authorization: 'Bearer secret' });
    assert.equal(new Set(all).size, 1);
    assert.equal(source.current(), all[0]);
    assert.equal(runs(), 1);
  });

  it('tells the plugin of itself, of the cluster, and gives it its arguments and environment', async () => {
    const script = `console.log(JSON.stringify({ apiVersion: '${v1}', kind: 'ExecCredential', status: { token:
      Buffer.from(JSON.stringify({ info: JSON.parse(process.env.KUBERNETES_EXEC_INFO), argument: process.argv[2],
        own: process.env.OWN, path: process.env.PATH })).toString('base64') } }));`;
    const cluster = { server: 'https://one:6443', 'tls-server-name': 'one', config: { audience: 7 } };
    const { plugin } = pluginOf(script, { env: { OWN: 'value' }, cluster });
    const { authorization = '' } = await create({ ...plugin, args: [...plugin.args, '--now'] }).current();
    assert.deepEqual(JSON.parse(Buffer.from(authorization.slice('Bearer '.length), 'base64').toString()), {
      info: { kind: 'ExecCredential', apiVersion: v1, spec: { cluster, interactive: false } },
      argument: '--now',
      own: 'value',
      path: process.env['PATH'],
    });
  });

  it('tells the plugin when there is a terminal it may ask at', async () => {
    const script = `const { spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      console.log(JSON.stringify({ apiVersion: '${v1}', kind: 'ExecCredential', status: { token: String(spec.interactive) } }));`;
    const { plugin } = pluginOf(script, { interactiveMode: 'IfAvailable' });
    assert.deepEqual(await create(plugin, new SteppingClock(), true).current(), { authorization: 'Bearer true' });
    assert.deepEqual(await create(plugin).current(), { authorization: 'Bearer false' });
  });

  it('runs it again shortly before the credential expires', async () => {
    const clock = new SteppingClock();
    const expirationTimestamp = new Date(clock.now() + 3_600_000).toISOString();
    const { plugin, runs } = pluginOf(answer({ token: 'secret', expirationTimestamp }));
    const source = create(plugin, clock);
    await source.current();
    clock.advance(3_600_000 - 30_001);
    await source.current();
    assert.equal(runs(), 1);
    clock.advance(1);
    await source.current();
    assert.equal(runs(), 2);
  });

  it('uses nine tenths of a short life', async () => {
    const clock = new SteppingClock();
    const expirationTimestamp = new Date(clock.now() + 60_000).toISOString();
    const { plugin, runs } = pluginOf(answer({ token: 'secret', expirationTimestamp }));
    const source = create(plugin, clock);
    await source.current();
    clock.advance(53_999);
    await source.current();
    assert.equal(runs(), 1);
    clock.advance(1);
    await source.current();
    assert.equal(runs(), 2);
  });

  it('runs it again after a refusal, but not over and over', async () => {
    const clock = new SteppingClock();
    const { plugin, runs } = pluginOf(answer({ token: 'secret' }));
    const source = create(plugin, clock);
    const used = await source.current();
    assert.equal(source.refused(used), false);
    clock.advance(5_000);
    assert.equal(source.refused(used), true);
    // Somebody else's refusal of the same credential, a moment later.
    assert.equal(source.refused(used), true);
    await source.current();
    assert.equal(runs(), 2);
  });

  it('hands on certificates, and uses them no longer than they are valid', async () => {
    const clock = new SteppingClock(Date.now());
    const { cert, key } = issueCertificate({ name: 'admin', to: new Date(clock.now() + 600_000) });
    const { plugin, runs } = pluginOf(answer({ clientCertificateData: cert, clientKeyData: key }));
    const source = create(plugin, clock);
    assert.deepEqual(await source.current(), { clientCertificate: { cert, key } });
    clock.advance(600_000);
    await source.current();
    assert.equal(runs(), 2);
  });

  it('speaks v1beta1 when the kubeconfig does, and only then', async () => {
    const v1beta1 = 'client.authentication.k8s.io/v1beta1';
    const { plugin } = pluginOf(answer({ token: 'secret' }, v1beta1));
    assert.deepEqual(await create({ ...plugin, apiVersion: v1beta1 }).current(), { authorization: 'Bearer secret' });
    await assert.rejects(async () => create(plugin).current(), {
      message: /answers in apiVersion .*v1beta1, while .*v1$/,
    });
  });

  const failures: { what: string; script: string; more?: Partial<ExecPlugin>; says: RegExp }[] = [
    {
      what: 'not installed',
      script: '',
      more: { command: 'no-such-plugin', installHint: 'Get it at example.com.' },
      says: /no-such-plugin: it is not installed, or not on the PATH\nGet it at example\.com\.$/,
    },
    {
      what: 'failing',
      script: `console.error('not logged in'); process.exit(3);`,
      says: /exited with 3: not logged in$/,
    },
    { what: 'garbage', script: `console.log('hello secret');`, says: /not an ExecCredential$/ },
    {
      what: 'no status',
      script: `console.log('{"kind":"ExecCredential","apiVersion":"${v1}"}')`,
      says: /has no status$/,
    },
    { what: 'empty status', script: answer({}), says: /neither status\.token nor/ },
    { what: 'half a certificate', script: answer({ clientKeyData: 'secret' }), says: /or neither$/ },
    { what: 'no time', script: answer({ token: 'secret', expirationTimestamp: 'soon' }), says: /not a time/ },
    { what: 'bad token', script: answer({ token: 'secret\nsecret' }), says: /no token can have/ },
    {
      what: 'no terminal',
      script: answer({ token: 'secret' }),
      more: { interactiveMode: 'Always' },
      says: /interactiveMode: Always\), and there is none$/,
    },
  ];
  for (const { what, script, more, says } of failures) {
    it(`says what is wrong, without secrets: ${what}`, async () => {
      const { plugin } = pluginOf(script, more);
      await assert.rejects(
        async () => create(plugin).current(),
        (error: unknown) =>
          error instanceof Error &&
          error.name === 'CredentialError' &&
          says.test(error.message) &&
          !error.message.includes('secret'),
      );
    });
  }

  it('leaves out what could be a token among the complaints of a plugin', async () => {
    const token = 'a'.repeat(60);
    const { plugin } = pluginOf(`console.error('refused: ${token}'); process.exit(1);`);
    await assert.rejects(async () => create(plugin).current(), { message: /exited with 1: refused: …$/ });
  });

  it('ends a plugin that says nothing for a minute', async () => {
    const clock = new SteppingClock();
    const { plugin } = pluginOf('setInterval(() => {}, 1000);');
    const pending = create(plugin, clock).current() as Promise<Credential>;
    clock.advance(60_000);
    await assert.rejects(pending, { message: /was ended by SIGKILL/ });
  });

  it('is run again by the next request after it failed', async () => {
    const { plugin, runs } = pluginOf('process.exit(1);');
    const source = create(plugin);
    await assert.rejects(async () => source.current());
    await assert.rejects(async () => source.current());
    assert.equal(runs(), 2);
  });
});
