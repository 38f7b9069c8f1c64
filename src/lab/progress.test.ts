import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SteppingClock } from '../base/stepping-clock.ts';
import { createProgressPrinter } from './progress.ts';

function printer(isTerminal: boolean) {
  const clock = new SteppingClock();
  const printed: string[] = [];
  const progress = createProgressPrinter({ write: (text) => void printed.push(text), clock, isTerminal });
  return { clock, printed, progress };
}

describe('createProgressPrinter', () => {
  it('puts the seconds before what is done', () => {
    const { clock, printed, progress } = printer(false);
    clock.advance(12_340);
    progress.done('etcd is ready');
    assert.deepEqual(printed, ['  12.3s  etcd is ready\n']);
  });

  it('redraws the line of what is under way on a terminal', () => {
    const { clock, printed, progress } = printer(true);
    progress.now('compiling, 1 of 9');
    clock.advance(1000);
    progress.now('compiling, 2 of 9');
    progress.done('built');
    assert.deepEqual(printed, [
      '\r\u001b[K   0.0s  compiling, 1 of 9',
      '\r\u001b[K   1.0s  compiling, 2 of 9',
      '\r\u001b[K   1.0s  built\n',
    ]);
  });

  it('repeats it every quarter of a minute elsewhere', () => {
    const { clock, printed, progress } = printer(false);
    for (let second = 0; second < 31; second++) {
      progress.now(`second ${second}`);
      clock.advance(1000);
    }
    assert.deepEqual(printed, ['   0.0s  second 0\n', '  15.0s  second 15\n', '  30.0s  second 30\n']);
  });
});
