import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { KubeconfigError } from './error.ts';
import { contextNames, loadKubeconfig, pathFrom } from './load.ts';

describe('loadKubeconfig', () => {
  let home: string;
  before(() => (home = mkdtempSync(join(tmpdir(), 'hansa-kubeconfig-'))));
  after(() => rmSync(home, { recursive: true }));

  const write = (name: string, text: string): string => {
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  const load = (KUBECONFIG?: string, explicitPath?: string) =>
    loadKubeconfig({
      env: { KUBECONFIG },
      homedir: home,
      cwd: home,
      ...(explicitPath === undefined ? {} : { explicitPath }),
    });
  const fails = (text: string, field: string, says: RegExp) => {
    const file = write('faulty.yaml', text);
    assert.throws(
      () => load(file),
      (error: unknown) =>
        error instanceof KubeconfigError && error.file === file && error.field === field && says.test(error.message),
    );
  };

  const hanseatic = `
current-context: bremen
contexts:
- {name: bremen, context: {cluster: bremen, user: admin, namespace: trade}}
- {name: luebeck, context: {cluster: luebeck, user: admin}}
clusters:
- {name: bremen, cluster: {server: https://bremen}}
users:
- {name: admin, user: {token: first}}
`;

  it('reads ~/.kube/config by default', () => {
    const file = write('.kube/config', hanseatic);
    const kubeconfig = load();
    assert.deepEqual(kubeconfig.files, [file]);
    assert.equal(kubeconfig.currentContext, 'bremen');
    assert.deepEqual(contextNames(kubeconfig), ['bremen', 'luebeck']);
    assert.equal(load('').files[0], file);
  });

  it('merges what KUBECONFIG lists: the first file wins, entries whole, missing files left out', () => {
    const first = write('first.yaml', `users: [{name: admin, user: {token: first}}]`);
    const second = write(
      'sub/second.json',
      JSON.stringify({
        'current-context': 'second',
        contexts: [{ name: 'second', context: { cluster: 'c', user: 'admin' } }],
        users: [{ name: 'admin', user: { token: 'second', username: 'second' } }],
      }),
    );
    const kubeconfig = load([first, 'missing.yaml', 'sub/second.json', first].join(delimiter));
    assert.deepEqual(kubeconfig.files, [first, second]);
    assert.equal(kubeconfig.currentContext, 'second');
    const admin = kubeconfig.users.get('admin');
    assert.equal(admin?.entry.token, 'first');
    assert.equal(admin?.entry.username, '');
    assert.equal(admin && pathFrom(admin, 'key.pem'), join(home, 'key.pem'));
    const context = kubeconfig.contexts.get('second');
    assert.equal(context && pathFrom(context, 'key.pem'), join(home, 'sub', 'key.pem'));
  });

  it('reads the one file it is told to, whatever KUBECONFIG says', () => {
    write('explicit.yaml', hanseatic);
    assert.deepEqual(load('elsewhere', 'explicit.yaml').files, [join(home, 'explicit.yaml')]);
    assert.throws(() => load(undefined, 'nowhere.yaml'), {
      message: `${join(home, 'nowhere.yaml')}: there is no such file: check the path`,
    });
  });

  it('says where it looked when there is nothing', () => {
    assert.throws(() => load(['a', 'b'].join(delimiter)), {
      name: 'KubeconfigError',
      message: new RegExp(`^${join(home, 'a')}, ${join(home, 'b')}: there is no such file: .*KUBECONFIG.*--kubeconfig`),
    });
  });

  it('takes null and absent for empty, as kubectl writes them', () => {
    const file = write(
      'empty.yaml',
      'current-context: ""\nclusters: null\ncontexts: null\nusers:\n- name: admin\n  user: null\npreferences: {}\n',
    );
    const kubeconfig = load(file);
    assert.equal(kubeconfig.users.get('admin')?.entry.token, '');
    assert.deepEqual(contextNames(load(write('blank.yaml', ''))), []);
    assert.equal(kubeconfig.contexts.size, 0);
  });

  it('names file and field of what is wrong, never the value', () => {
    fails('clusters: [{name: a, cluster: {server: 7}}]', 'clusters[0].cluster.server', /must be a string/);
    fails(
      'users: [{name: a, user: {}}, {name: b, user: {token: 123456}}]',
      'users[1].user.token',
      /^(?!.*123456).*users\[1\]/s,
    );
    fails('users: {a: b}', 'users', /expected array/);
    fails(
      'clusters: [{name: a, cluster: {insecure-skip-tls-verify: "yes"}}]',
      'clusters[0].cluster.insecure-skip-tls-verify',
      /true or false/,
    );
    fails('just text', '', /expected object/);
    fails('contexts: [{name: a, context: {}}, {name: a, context: {}}]', 'contexts[1]', /two contexts called "a"/);
  });

  it('quotes nothing of a file that is not YAML', () => {
    fails('users:\n- name: a\n  user: {token: "secret\n', '', /not valid YAML in line \d+: (?!.*secret)/);
  });
});
