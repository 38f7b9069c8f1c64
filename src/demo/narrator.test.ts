import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatElapsed, Narrator } from './narrator.ts';

/** A narrator and what it has told so far. */
function create(terminalColumns?: number) {
  let text = '';
  const options = { write: (more: string) => void (text += more), paint: (_: string, plain: string) => plain };
  const narrator = new Narrator({ ...options, ...(terminalColumns === undefined ? {} : { terminalColumns }) });
  return { narrator, told: () => text };
}

describe('Narrator', () => {
  it('numbers chapters, breaks sentences, and leaves one empty line between parts', () => {
    const { narrator, told } = create();
    narrator.title('Hansa');
    narrator.chapter('One');
    narrator.say('word '.repeat(20).trim());
    narrator.command('true')(12);
    narrator.output('first\n\nsecond\n');
    narrator.chapter('Two');
    narrator.list(['a', 'b']);
    assert.equal(
      told(),
      [
        'Hansa',
        '',
        '1  One',
        `   ${'word '.repeat(15).trim()}`,
        `   ${'word '.repeat(5).trim()}`,
        '',
        `   $ true${' '.repeat(64)}12 ms`,
        '   first',
        '',
        '   second',
        '',
        '2  Two',
        '   a',
        '   b',
        '',
      ].join('\n'),
    );
  });

  it('shows a command before it is run, and its time at the end of its last line', () => {
    const { narrator, told } = create();
    const ended = narrator.command('one \\\ntwo');
    assert.equal(told(), '   $ one \\\n       two');
    ended(1234);
    assert.equal(told(), `   $ one \\\n       two${' '.repeat(63)}1.2 s\n`);
  });

  it('cuts lines of output only where a terminal would break them', () => {
    for (const [columns, shown] of [
      [undefined, '0123456789'],
      [13, '0123456789'],
      [12, '01234567…'],
    ] as const) {
      const { narrator, told } = create(columns);
      narrator.output('0123456789');
      assert.equal(told(), `   ${shown}\n`);
    }
  });

  it('draws over what it has drawn, on a terminal', () => {
    for (const [columns, shown] of [
      [undefined, '   done\n\n\n   more\n'],
      [80, '   waiting\n\n\u001b[2A\r\u001b[K   done\n\r\u001b[K\n\n   more\n'],
    ] as const) {
      const { narrator, told } = create(columns);
      narrator.draw(['waiting', '']);
      narrator.settle(['done', '']);
      narrator.settle(['more']);
      assert.equal(told(), shown);
    }
  });

  it('tells when something is reached, and on a terminal what is waited for', async () => {
    for (const [columns, shown] of [
      [undefined, `   ✓ there${' '.repeat(64)}7 ms\n`],
      [60, `   ✓ there${' '.repeat(44)}7 ms\n`],
      [80, `   · there\r\u001b[K   ✓ there${' '.repeat(64)}7 ms\n`],
    ] as const) {
      const { narrator, told } = create(columns);
      await narrator.reach('there', async () => 7);
      assert.equal(told(), shown);
    }
  });

  it('does not tell that something is reached when it is not', async () => {
    const { narrator, told } = create();
    await assert.rejects(
      narrator.reach('there', () => Promise.reject(new Error('never'))),
      { message: 'never' },
    );
    assert.equal(told(), '');
  });
});

describe('formatElapsed', () => {
  it('changes from milliseconds to seconds without a jump', () => {
    const formatted = [0, 9.4, 999.4, 999.5, 1000, 1250, 62_000].map(formatElapsed);
    assert.deepEqual(formatted, ['0 ms', '9 ms', '999 ms', '1.0 s', '1.0 s', '1.3 s', '62.0 s']);
  });
});
