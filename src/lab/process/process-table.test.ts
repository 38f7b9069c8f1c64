import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { isRunning, startTimeOf } from './process-record.ts';
import { ProcessTable, type StartedProcess } from './process-table.ts';
import { waitUntilReady } from './wait-until-ready.ts';

function table(test: TestContext): ProcessTable {
  // Hooks run in their order: the processes go before the directory that tells of them.
  test.after(() => processes.stop(processes.all(), 'SIGKILL'));
  const directory = temporaryDirectory(test);
  mkdirSync(join(directory, 'log'));
  const processes = new ProcessTable(join(directory, 'processes'), join(directory, 'log'));
  return processes;
}

function run(processes: ProcessTable, name: string, script: string): StartedProcess {
  return processes.start(name, 'api-server', process.execPath, ['-e', script]);
}

/** Until the process has said so. */
function started(child: StartedProcess): Promise<void> {
  return waitUntilReady(child, {
    what: child.name,
    isReady: async () => readFileSync(child.logPath, 'utf8').includes('started'),
  });
}

describe('ProcessTable', () => {
  it('knows what runs, and stops it', async (test) => {
    const processes = table(test);
    const child = run(processes, 'one', 'setInterval(() => {}, 1000); console.log("started")');
    assert.equal(processes.running('one')?.pid, child.pid);
    await processes.stop(processes.all());
    assert.equal(startTimeOf(child.pid), undefined);
    assert.deepEqual(processes.all(), []);
    assert.equal(await child.ended, 'signal SIGTERM');
  });

  it('leaves alone another process that has got the number since', async (test) => {
    const processes = table(test);
    const child = run(processes, 'one', 'setInterval(() => {}, 1000)');
    const [record] = processes.all();
    assert.ok(record && isRunning(record));
    const former = { ...record, startTime: String(Number(record.startTime) - 1) };
    const other = { ...record, program: '/usr/bin/other' };
    assert.ok(!isRunning(former) && !isRunning(other));
    await processes.stop([former, other]);
    assert.notEqual(startTimeOf(child.pid), undefined);
    await processes.stop([record]);
    assert.equal(startTimeOf(child.pid), undefined);
  });

  it('says which program cannot be started', (test) => {
    const processes = table(test);
    assert.throws(() => processes.start('one', 'etcd', '/no/such/etcd', []), {
      name: 'LabError',
      message: 'cannot start /no/such/etcd: it is missing or may not be executed',
    });
    assert.deepEqual(processes.all(), []);
  });
});

describe('waitUntilReady', () => {
  it('ends at once with the last lines of the log of a process that dies', async (test) => {
    const child = run(table(test), 'one', 'console.log("first"); console.error("disk is full"); process.exit(3)');
    const waiting = waitUntilReady(child, { what: 'etcd', isReady: () => Promise.resolve(false) });
    await assert.rejects(waiting, {
      name: 'LabError',
      message:
        'etcd ended with exit code 3 before it was ready; the last lines of its log:\n    first\n    disk is full',
    });
  });

  it('gives up after its patience', async (test) => {
    const child = run(table(test), 'one', 'setInterval(() => {}, 1000); console.log("started")');
    await started(child);
    const waiting = waitUntilReady(child, { what: 'etcd', isReady: () => Promise.resolve(false), patienceMs: 0 });
    await assert.rejects(waiting, /^LabError: etcd is not ready after 0 s; the last lines of its log:\n {4}started$/);
  });

  it('ends when aborted', async (test) => {
    const child = run(table(test), 'one', 'setInterval(() => {}, 1000)');
    const signal = AbortSignal.abort(new Error('interrupted'));
    const waiting = waitUntilReady(child, { what: 'etcd', isReady: () => Promise.resolve(false), signal });
    await assert.rejects(waiting, { message: 'interrupted' });
  });
});
