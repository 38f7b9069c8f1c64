import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { load } from 'js-yaml';
import type { LabBinaries } from '../../src/lab/assets/binaries.ts';
import { ensureControlPlane } from '../../src/lab/assets/ensure-control-plane.ts';
import { ensureKubectl } from '../../src/lab/kubectl.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { PortReservations } from '../../src/lab/ports.ts';
import { openLab, startLab } from '../../src/lab/start-lab.ts';
import { succeeded, type Finished } from '../cli/run-hansa.ts';
import { launcher, runProgram } from '../cli/run-program.ts';
import { processesOf } from './processes-of.ts';

const scratch = mkdtempSync(join(tmpdir(), 'hansa-lab-test-'));
const dir = join(scratch, 'lab');
const kubectl = await ensureKubectl(process.env);
let binaries: LabBinaries;

before(async () => {
  binaries = await ensureControlPlane({ env: process.env });
});
after(() => rmSync(scratch, { recursive: true }));

/** Runs kubectl in a context of the lab's kubeconfig; fails the test when kubectl fails. */
async function inCluster(context: string, line: string): Promise<string> {
  const run = await runProgram(kubectl, `--kubeconfig=${dir}/kubeconfig --context=${context} ${line}`);
  succeeded(run);
  return run.stdout;
}

describe('hansa lab', () => {
  let up: Finished;
  before(async () => {
    up = await runProgram(launcher, `lab up --members 1 --thin 2 --dir ${dir}`);
    succeeded(up);
  });
  after(async () => {
    if (existsSync(dir)) await openLab(dir).down();
  });

  it('tells what becomes ready, and what to do next', () => {
    assert.match(up.stderr, /^ +\d+\.\ds {2}host is ready: https:\/\/127\.0\.0\.1:\d+$/m);
    assert.match(up.stderr, /^ +\d+\.\ds {2}member-3 is ready: https:\/\/127\.0\.0\.1:\d+ \(thin\)$/m);
    assert.ok(up.stdout.includes(`export KUBECONFIG=${dir}/kubeconfig\n`), up.stdout);
    assert.ok(up.stdout.includes(`hansa lab down --dir ${dir}\n`), up.stdout);
  });

  it('lists its clusters', async () => {
    const { stdout } = await runProgram(launcher, `lab status --dir ${dir} -o json`);
    const { clusters } = JSON.parse(stdout) as { clusters: Awaited<ReturnType<Lab['status']>> };
    assert.deepEqual(
      clusters.map(({ name, state, full, shared }) => ({ name, state, full, shared })),
      [
        { name: 'host', state: 'Ready', full: true, shared: false },
        { name: 'member-1', state: 'Ready', full: true, shared: false },
        { name: 'member-2', state: 'Ready', full: false, shared: true },
        { name: 'member-3', state: 'Ready', full: false, shared: true },
      ],
    );
    const table = await runProgram(launcher, `lab status --dir ${dir}`);
    assert.match(table.stdout, /^member-2 +Ready +thin +https:\/\/127\.0\.0\.1:\d+ +<shared>$/m);
  });

  it('writes one kubeconfig for all clusters, the host current, for its owner alone', () => {
    const text = readFileSync(`${dir}/kubeconfig`, 'utf8');
    const config = load(text) as { 'current-context': string; contexts: { name: string }[] };
    assert.equal(config['current-context'], 'host');
    assert.deepEqual(
      config.contexts.map(({ name }) => name),
      ['host', 'member-1', 'member-2', 'member-3'],
    );
    for (const { kubeconfigPath } of [...openLab(dir).clusters, openLab(dir)]) {
      assert.equal(statMode(kubeconfigPath), 0o600);
    }
  });

  it('will not start a second lab in its place', async () => {
    const { code, stderr } = await runProgram(launcher, `lab up --dir ${dir}`);
    assert.equal(code, 1);
    assert.ok(stderr.includes(`error: there is a lab in ${dir} already\nhint: `), stderr);
  });

  it('plays nodes: Deployments become available, Jobs complete and Pods go', async () => {
    const nodes = await inCluster('member-1', 'get nodes --no-headers');
    assert.match(nodes, /^node-1 +Ready .*\nnode-2 +Ready /);
    await inCluster('member-1', 'create deployment web --image=nginx --replicas=3');
    await inCluster('member-1', 'create job once --image=busybox');
    await inCluster('member-1', 'wait --for=condition=Available deployment/web --timeout=60s');
    await inCluster('member-1', 'wait --for=condition=Complete job/once --timeout=60s');
    await inCluster('member-1', 'delete deployment web');
    await inCluster('member-1', 'wait --for=delete pods -l app=web --timeout=60s');
  });

  it('plays the status of workloads in thin members', async () => {
    await inCluster('member-2', 'create deployment web --image=nginx --replicas=3');
    await inCluster('member-2', 'create job once --image=busybox');
    await inCluster('member-2', 'wait --for=condition=Available deployment/web --timeout=60s');
    await inCluster('member-2', 'wait --for=condition=Complete job/once --timeout=60s');
    assert.equal(await inCluster('member-3', 'get deployments -o name'), '');
  });

  it('brings a killed member back with its data, its controllers and its nodes', async () => {
    const lab = openLab(dir);
    const { port, pids } = lab.cluster('member-1');
    await inCluster('member-1', 'create configmap kept --from-literal=a=b');
    const down = await runProgram(launcher, `lab kill member-1 --dir ${dir}`);
    assert.deepEqual(down, { code: 0, stdout: 'member-1 is down\n', stderr: '' });
    const [, killed] = await lab.status();
    assert.equal(killed?.state, 'Stopped');
    await assert.rejects(inCluster('member-1', 'get namespaces'), /refused/);
    const up = await runProgram(launcher, `lab restart member-1 --dir ${dir}`);
    succeeded(up);
    assert.equal(up.stdout, `member-1 is ready: https://127.0.0.1:${port}\n`);
    const back = lab.cluster('member-1');
    assert.notEqual(back.pids.apiServer, pids.apiServer);
    assert.equal(back.pids.controllerManager, pids.controllerManager);
    assert.equal(await inCluster('member-1', 'get configmap kept -o jsonpath={.data.a}'), 'b');
    await inCluster('member-1', 'create deployment after --image=nginx');
    await inCluster('member-1', 'wait --for=condition=Available deployment/after --timeout=60s');
  });

  it('starts fresh clusters for whoever opens it, each under a name of its own', async () => {
    const [one, other] = [openLab(dir), openLab(dir)];
    const [first, second] = await Promise.all([
      one.startCluster({ name: 'fresh-1' }),
      other.startCluster({ name: 'fresh-2', full: true, flags: ['--max-requests-inflight=17'] }),
    ]);
    assert.notEqual(first.port, second.port);
    assert.equal(await inCluster('fresh-1', 'get deployments -A -o name'), '');
    assert.ok(processesOf(`--etcd-prefix=/fresh-2`).some((line) => line.includes('--max-requests-inflight=17')));
    await assert.rejects(one.startCluster({ name: 'fresh-2' }), /already has a cluster fresh-2$/);
    await one.stopCluster('fresh-2');
    assert.deepEqual(other.cluster('fresh-2').pids, {});
    assert.deepEqual(processesOf('fresh-2'), []);
  });

  it('says what cannot be done with a cluster', async () => {
    const lab = openLab(dir);
    assert.throws(() => lab.cluster('member-9'), /has no cluster member-9; it has host, fresh-1, /);
    const { code, stderr } = await runProgram(launcher, `lab kill member-2 --dir ${dir}`);
    assert.equal(code, 1);
    assert.match(stderr, /^error: member-2 shares its process with other thin members .*\nhint: /);
    await assert.rejects(lab.startCluster({ name: 'No Name' }), /"No Name" cannot name a cluster/);
  });

  it('leaves nothing behind', async () => {
    assert.ok(processesOf(dir).length > 0);
    const { code, stderr } = await runProgram(launcher, `lab down --dir ${dir}`);
    assert.equal(code, 0, stderr);
    assert.deepEqual(processesOf(dir), []);
    assert.ok(!existsSync(dir));
    const again = await runProgram(launcher, `lab down --dir ${dir}`);
    assert.equal(again.code, 1);
    assert.ok(again.stderr.includes(`error: there is no lab in ${dir}\n`), again.stderr);
  });
});

describe('startLab', () => {
  it('names the port that is in use, and leaves nothing behind', async (test) => {
    // Not one that the system gives to connections: it would have given the ports below it to others.
    const port = await new PortReservations(join(scratch, 'ports')).reserveAny();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    test.after(() => void server.close());
    await assert.rejects(startLab({ dir, binaries, thin: 1, basePort: port - 1 }), {
      message: `port ${port} on 127.0.0.1 is in use`,
    });
    assert.ok(!existsSync(dir));
  });

  it('ends at once when a process dies, with the last lines of its log', async () => {
    const failing = startLab({ dir, binaries, members: 1, apiServerFlags: ['--no-such-flag'] });
    await assert.rejects(
      failing,
      /kube-apiserver of \S+ ended with exit code 1 before it was ready; the last lines of its log:\n.*unknown flag: --no-such-flag/s,
    );
    assert.deepEqual(processesOf(dir), []);
    assert.ok(!existsSync(dir));
  });

  it('refuses a directory that holds other things', async () => {
    writeFileSync(join(scratch, 'letter.txt'), 'keep me');
    await assert.rejects(startLab({ dir: scratch, binaries }), /holds files that are not a lab's$/);
    assert.equal(readFileSync(join(scratch, 'letter.txt'), 'utf8'), 'keep me');
  });

  it("does with envtest's binaries alone: every API server then has a process and a certificate of its own", async () => {
    const assets = join(scratch, 'assets');
    const envtest = { source: 'envtest', etcd: join(assets, 'etcd'), apiServer: join(assets, 'kube-apiserver') };
    mkdirSync(assets);
    symlinkSync(binaries.etcd, envtest.etcd);
    symlinkSync(binaries.apiServer, envtest.apiServer);
    await assert.rejects(startLab({ dir, binaries: envtest, members: 1 }), /cannot have a kube-controller-manager/);
    const lab = await startLab({ dir, binaries: envtest, thin: 1 });
    try {
      const [host, member] = lab.clusters;
      assert.ok(host && member && host.caPath !== member.caPath && !member.shared);
      assert.match(await inCluster('member-1', 'get namespace default -o name'), /^namespace\/default$/m);
    } finally {
      await lab.down();
    }
  });
});

function statMode(path: string): number {
  return statSync(path).mode & 0o777;
}
