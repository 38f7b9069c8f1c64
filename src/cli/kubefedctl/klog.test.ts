import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { SteppingClock } from '../../base/stepping-clock.ts';
import { createKlog, klogDefaults, type KlogSettings } from './klog.ts';

const directory = mkdtempSync(join(tmpdir(), 'hansa-klog-'));
after(() => rmSync(directory, { recursive: true }));

const time = new Date(2026, 2, 7, 4, 5, 6, 78).getTime();

function logged(settings: Partial<KlogSettings>): string {
  let text = '';
  const klog = createKlog({ clock: new SteppingClock(time), pid: 42, err: (line) => void (text += line) });
  klog.configure({ ...klogDefaults, ...settings });
  klog.info(0, 'told');
  klog.info(2, 'whispered\n');
  klog.warning('mind');
  klog.fatal('Error: no');
  return text;
}

describe('createKlog', () => {
  it('writes lines as klog does', () => {
    assert.equal(
      logged({}),
      'I0307 04:05:06.078000      42 ???:1] told\n' +
        'W0307 04:05:06.078000      42 ???:1] mind\n' +
        'F0307 04:05:06.078000      42 ???:1] Error: no\n',
    );
  });

  it('says more at a higher verbosity, and no heads where none are wanted', () => {
    assert.equal(logged({ verbosity: 2, skipHeaders: true }), 'told\nwhispered\nmind\nError: no\n');
  });

  it('writes to a file instead, but for what is bad', () => {
    const file = join(directory, 'log');
    const settings = { toStandardError: false, file, skipHeaders: true };
    assert.equal(logged(settings), 'Error: no\n');
    assert.equal(readFileSync(file, 'utf8'), 'told\nmind\nError: no\n');
    assert.equal(logged({ ...settings, threshold: 'W' }), 'mind\nError: no\n');
    assert.equal(logged({ ...settings, alsoToStandardError: true }), 'told\nmind\nError: no\n');
    assert.equal(logged({ toStandardError: false, skipHeaders: true }), 'told\nmind\nError: no\n');
  });
});
