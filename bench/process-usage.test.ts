import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseProcessUsage } from './process-usage.ts';

const itsStat = '4242 (node (a) b) S 1 4242 4242 0 -1 4194304 31203 0 1 0 215 37 0 0 20 0 11 0 861204 1234567 8';
const itsStatus = 'Name:\tnode\nVmPeak:\t 9823024 kB\nVmHWM:\t  122880 kB\nVmRSS:\t   87040 kB\nRssAnon:\t 1024 kB\n';

describe('parseProcessUsage', () => {
  it('adds the time in the program and in the kernel, and tells memory now and at most', () => {
    assert.deepEqual(parseProcessUsage(itsStat, itsStatus), { cpuMs: 2520, memoryMiB: 85, peakMemoryMiB: 120 });
  });

  it('reads what this kernel writes', () => {
    const [stat, status] = [readFileSync('/proc/self/stat', 'utf8'), readFileSync('/proc/self/status', 'utf8')];
    const { cpuMs, memoryMiB, peakMemoryMiB } = parseProcessUsage(stat, status);
    assert.ok(cpuMs > 0 && memoryMiB > 1 && peakMemoryMiB >= memoryMiB);
  });

  it('does not make figures of another text', () => {
    assert.throws(() => parseProcessUsage('', itsStatus), /no times/);
    assert.throws(() => parseProcessUsage(itsStat, 'Name:\tkthreadd\n'), /no VmRSS/);
  });
});
