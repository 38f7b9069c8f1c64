import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { isRunning, startTimeOf } from './process-record.ts';

// With so much memory that giving it back takes a while, and with it the end.
const listener = `
  const memory = Array.from({ length: 200 }, () => Buffer.alloc(1024 * 1024, 1));
  const server = require('node:net').createServer();
  server.listen(0, '127.0.0.1', () => console.log(server.address().port, memory.length));
`;

describe('isRunning', () => {
  it('is true of a killed process until its port is free', async () => {
    const child = spawn(process.execPath, ['-e', listener], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const pid = child.pid ?? 0;
    const record = {
      name: 'l',
      role: 'companion',
      pid,
      startTime: startTimeOf(pid) ?? '',
      program: process.execPath,
    } as const;
    assert.equal(isRunning(record), true);
    process.kill(pid, 'SIGKILL');
    while (isRunning(record));
    const server = createServer().listen(Number.parseInt(line.toString(), 10), '127.0.0.1');
    await once(server, 'listening');
    server.close();
  });

  it('is false of another process with the same number', () => {
    const startTime = startTimeOf(process.pid) ?? '';
    const record = { name: 'l', role: 'companion', pid: process.pid, startTime, program: process.execPath } as const;
    assert.equal(isRunning({ ...record, program: '/bin/other' }), false);
    assert.equal(isRunning({ ...record, startTime: '1' }), false);
  });
});
