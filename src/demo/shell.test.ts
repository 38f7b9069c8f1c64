import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { runShell } from './shell.ts';

const options = { cwd: tmpdir(), env: { ...process.env, WHO: 'world' }, signal: new AbortController().signal };

describe('runShell', () => {
  it('resolves with all that a command line prints', async () => {
    assert.equal(await runShell('echo hello $WHO | tr a-z A-Z; echo more >&2', options), 'HELLO WORLD\nmore\n');
  });

  it('tells what a failing command line has printed', async () => {
    await assert.rejects(runShell('echo one; echo two >&2; exit 3', options), {
      message: 'the command failed (exit code 3): echo one; echo two >&2; exit 3\n    one\n    two',
    });
  });

  it('interrupts the command and all it has started, and waits until they have ended', async () => {
    const stop = new AbortController();
    const line = `node -e 'process.on("SIGINT", () => process.exit()); setInterval(() => {}, 1000); console.log("up")' | cat`;
    const running = runShell(line, { ...options, signal: stop.signal });
    stop.abort(new Error('enough'));
    await assert.rejects(running, { message: 'enough' });
    await assert.rejects(runShell('echo never', { ...options, signal: stop.signal }), { message: 'enough' });
  });
});
