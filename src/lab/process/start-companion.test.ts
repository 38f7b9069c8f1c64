import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { startTimeOf } from './process-record.ts';
import { ProcessTable, type StartedProcess } from './process-table.ts';
import { startCompanion } from './start-companion.ts';

function table(test: TestContext): ProcessTable {
  // Hooks run in their order: the processes go before the directory that tells of them.
  test.after(() => processes.stop(processes.all(), 'SIGKILL'));
  const directory = temporaryDirectory(test);
  mkdirSync(join(directory, 'log'));
  const processes = new ProcessTable(join(directory, 'processes'), join(directory, 'log'));
  return processes;
}

function start(processes: ProcessTable, script: string): Promise<StartedProcess> {
  return startCompanion(processes, {
    name: 'helper',
    what: 'the helper',
    program: process.execPath,
    args: ['-e', script],
    isReady: (log) => log.includes('at work'),
  });
}

describe('startCompanion', () => {
  it('resolves when the program says that it is ready, and has it stopped with the others', async (test) => {
    const processes = table(test);
    const companion = await start(processes, 'setInterval(() => {}, 1000); console.error("at work")');
    assert.equal(processes.running('helper')?.pid, companion.pid);
    await processes.stop(processes.all());
    assert.equal(startTimeOf(companion.pid), undefined);
  });

  it('tells what a program has logged that ends instead', async (test) => {
    await assert.rejects(start(table(test), 'console.error("no host"); process.exit(3)'), {
      message: 'the helper ended with exit code 3 before it was ready; the last lines of its log:\n    no host',
    });
  });
});
