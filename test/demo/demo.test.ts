import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { processesOf } from '../lab/processes-of.ts';

const program = join(import.meta.dirname, '../../src/main/demo.ts');
const scratch = mkdtempSync(join(tmpdir(), 'hansa-demo-'));
const dir = join(scratch, 'a place');

after(() => rmSync(scratch, { recursive: true }));

interface Demo {
  readonly child: ChildProcess;
  /** Resolves when text is printed; rejects when the demo ends before. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

function startDemo(...args: string[]): Demo {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, HANSA_DEMO_DIR: dir } });
  let [stdout, stderr] = ['', ''];
  const waiting = new Map<string, () => void>();
  const look = () => {
    for (const [text, resolve] of waiting) if ((stdout + stderr).includes(text)) resolve();
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    look();
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject).on('close', resolve);
  const ended = promise.then((code) => ({ code, stdout, stderr }));
  return {
    child,
    ended,
    printed: (text) => {
      const seen = Promise.withResolvers<void>();
      waiting.set(text, seen.resolve);
      look();
      const tooLate = ended.then(() => Promise.reject(new Error(`it ended without: ${text}\n${stdout}${stderr}`)));
      return Promise.race([seen.promise, tooLate]);
    },
  };
}

function nothingIsLeft(): void {
  assert.deepEqual(processesOf(dir), []);
  assert.ok(!existsSync(dir));
}

const took = String.raw`\s+\d+(?:\.\d)? m?s`;
const line = (pattern: string) => new RegExp(`^ {3}${pattern}$`, 'm');

describe('the demo', () => {
  it('tells the whole story, refuses to run twice, and leaves nothing behind', async () => {
    const demo = startDemo('--once');
    await demo.printed('the lab is up');
    const second = await startDemo().ended;
    assert.equal(second.code, 1);
    assert.match(second.stderr, /^error: there is a demo in .* already\nhint: .* make demo-down"\n$/s);

    const { code, stdout, stderr } = await demo.ended;
    assert.equal(code, 0, stdout + stderr);
    for (const command of ['hansa join member-3', 'hansa enable deployments.apps', 'kubectl apply -f examples/shop']) {
      assert.match(stdout, line(String.raw`\$ ${command}${took}`));
    }
    assert.match(stdout, line(`deployment/web +✓ 5 × nginx:1.29 ✓ 1 × nginx:1.30 ✓ 2 × nginx:1.29${took}`));
    assert.match(stdout, line(`configmap/prices +✓ +✓ +–${took}`));
    assert.match(stdout, line(`secret/payment +✓ +– +✓${took}`));
    assert.match(stdout, line(`✓ member-2 has its Deployment again${took}`));
    assert.match(stdout, line(`✓ member-3 has nginx:1.29 again${took}`));
    assert.match(stdout, line('3 clusters, 2 ready; not ready: member-3'));
    assert.match(stdout, line('deployments.apps +shop +web +CheckClusters +Unknown +member-3: ClusterNotReady'));
    assert.match(stdout, line(`✓ member-1 has it${took}`));
    assert.match(stdout, line(`✓ member-3 has caught up, counted from its first answer${took}`));
    assert.match(stdout, line('web +Propagated +3/3 +.*'));
    assert.ok(!stdout.includes('\u001b'), 'it is coloured though nobody watches');
    nothingIsLeft();
  });

  it('ends what it has started when it is interrupted', async () => {
    const demo = startDemo();
    await demo.printed('etcd is ready');
    demo.child.kill('SIGINT');
    const { code, stderr } = await demo.ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /error: the demo was interrupted; nothing of it is left\n$/);
    nothingIsLeft();
  });

  it('has nothing to end where none runs', async () => {
    const { code, stdout } = await startDemo('--down').ended;
    assert.equal(code, 0);
    assert.match(stdout, /^There is no demo in .*: nothing to end\.\n$/);
  });

  it('knows no other options', async () => {
    const { code, stderr } = await startDemo('--twice').ended;
    assert.equal(code, 2);
    assert.match(stderr, /^error: Unknown option '--twice'.*\nhint: --once /);
  });
});
