import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { runHansa } from './run-hansa.ts';
import { kubefedctl, launcher, runProgram } from './run-program.ts';

const directory = mkdtempSync(join(tmpdir(), 'hansa-usage-'));
after(() => rmSync(directory, { recursive: true }));

describe('the launcher', () => {
  it('runs through symlinks and from any directory', async () => {
    mkdirSync(join(directory, 'bin'));
    symlinkSync(launcher, join(directory, 'first'));
    symlinkSync('../first', join(directory, 'bin', 'second'));
    const { code, stdout } = await runProgram(join(directory, 'bin', 'second'), '--version', { cwd: directory });
    assert.equal(code, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('reads standard input, and prints to standard output', async () => {
    const input = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: fares }\ndata: { a: b }\n';
    const { code, stdout, stderr } = await runProgram(launcher, 'federate -f - -o json', { input });
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal((JSON.parse(stdout) as { kind: string }).kind, 'FederatedConfigMap');
  });

  it("ends with the command's exit code, and what was wrong on standard error", async () => {
    const line = 'federate cm';
    const stderr = `error: RESOURCE-NAME is required\nhint: "hansa federate --help" shows how it is used\n`;
    assert.deepEqual(await runProgram(launcher, line), { code: 2, stdout: '', stderr });
    const asKubefedctl = await runProgram(kubefedctl, line);
    assert.deepEqual([asKubefedctl.code, asKubefedctl.stdout], [255, '']);
    assert.match(asKubefedctl.stderr, /^F.* Error: RESOURCE-NAME is required$/m);
  });

  it('says what to do in a checkout without libraries', async () => {
    const checkout = join(directory, 'checkout');
    cpSync(launcher, join(checkout, 'bin', 'hansa'), { recursive: true });
    assert.deepEqual(await runProgram(join(checkout, 'bin', 'hansa'), '--version'), {
      code: 1,
      stdout: '',
      stderr: `error: hansa's libraries are not installed\nhint: run "npm ci" in ${checkout}\n`,
    });
  });

  it('says which Node it needs when there is only another', async () => {
    const checkout = join(directory, 'old-node');
    mkdirSync(join(checkout, 'node_modules', 'commander'), { recursive: true });
    cpSync(launcher, join(checkout, 'bin', 'hansa'), { recursive: true });
    const tools = join(directory, 'tools');
    mkdirSync(tools);
    cpSync('/bin/echo', join(tools, 'node'));
    const env = { PATH: `${tools}:/usr/bin:/bin` };
    const { code, stderr } = await runProgram(join(checkout, 'bin', 'hansa'), '', { env });
    assert.equal(code, 1);
    assert.match(stderr, /^error: hansa needs Node 24\.12 or later, and the one found is: /);
  });
});

describe('the command line', () => {
  it('shows the commands, and where to begin, when it is asked nothing', async () => {
    const { code, stdout, stderr } = await runHansa('');
    assert.equal(code, 2);
    assert.equal(stdout, '');
    for (const command of [
      'init',
      'join',
      'unjoin',
      'enable',
      'disable',
      'federate',
      'orphaning-deletion',
      'status',
      'clusters',
      'types',
      'controller',
    ]) {
      assert.match(stderr, new RegExp(`^  ${command}[ |]`, 'm'));
    }
    assert.match(stderr, /^First steps:$/m);
  });

  it('fits all of its help into 80 columns', async () => {
    const lines = [
      'init join unjoin enable disable federate orphaning-deletion',
      'status explain plan schedule clusters taint types version',
    ];
    const commands = lines.flatMap((line) => line.split(' '));
    for (const command of commands) {
      const { code, stdout } = await runHansa(`${command} --help`);
      assert.equal(code, 0);
      assert.deepEqual(
        stdout.split('\n').filter((line) => line.length > 80),
        [],
        command,
      );
      assert.match(stdout, new RegExp(`^Examples:$[^]*^  hansa ${command}`, 'm'));
    }
  });

  const mistakes: [string, string][] = [
    ['jion', `error: unknown command 'jion'\n(Did you mean join?)\nhint: "hansa --help" lists the commands\n`],
    ['join', `error: missing required argument 'name'\nhint: "hansa join --help" shows how it is used\n`],
    [
      'join a b',
      `error: too many arguments for 'join'. Expected 1 argument but got 2: a, b.\nhint: "hansa join --help" shows how it is used\n`,
    ],
    [
      'status --nmaespace x',
      `error: unknown option '--nmaespace'\n(Did you mean --namespace?)\nhint: "hansa status --help" shows how it is used\n`,
    ],
    [
      'types -o xml',
      `error: option '-o, --output <format>' argument 'xml' is invalid. Allowed choices are wide, json, yaml.\nhint: "hansa types --help" shows how it is used\n`,
    ],
    [
      'join Bremen',
      'error: "Bremen" cannot be the name of a cluster\nhint: use lower-case letters, digits, "-" and "."; the kubeconfig context of the cluster can be given with --cluster-context\n',
    ],
    [
      'enable',
      'error: enable needs the type to federate, or a file with --filename\nhint: "hansa enable --help" shows how it is used\n',
    ],
    ['enable cm -f x.yaml', "error: Flag '--filename' does not take any args. Got args: [cm]\n"],
    ['federate cm', 'error: RESOURCE-NAME is required\nhint: "hansa federate --help" shows how it is used\n'],
    ['federate cm a -t -o json', "error: Flag '--enable-type' cannot be used with '--output [json]'\n"],
    ['disable cm --version v1', 'error: --version flag valid only with --delete-crd\n'],
  ];
  for (const [line, stderr] of mistakes) {
    it(`exits 2 on "hansa ${line}"`, async () => {
      assert.deepEqual(await runHansa(line), { code: 2, stdout: '', stderr });
    });
  }

  it('names the kubeconfig it did not find', async () => {
    const missing = join(directory, 'none');
    assert.deepEqual(await runHansa(`clusters --kubeconfig ${missing}`), {
      code: 1,
      stdout: '',
      stderr: `error: ${missing}: there is no such file: check the path\n`,
    });
  });
});

describe('hansa version', () => {
  it('tells of this program where there is no host to ask', async () => {
    const { code, stdout, stderr } = await runHansa(`version --kubeconfig ${join(directory, 'none')}`);
    assert.equal(code, 0);
    assert.match(stdout, /^hansa {7}\d+\.\d+\.\d+ \(Node v\d+\.\d+\.\d+, [a-z]+\/[a-z0-9]+\)\n$/);
    assert.match(stderr, /^warning: .*there is no such file/);
  });
});
