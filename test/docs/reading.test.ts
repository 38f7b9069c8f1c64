import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findInvocations } from './command-line.ts';
import { codeOf, headingAnchors, linkTargets, parseMarkdown } from './markdown.ts';
import { isAsShown } from './output.ts';
import { parseTranscript } from './transcript.ts';

const markdown = [
  '# A *page*, of sorts',
  'See [there](other.md#part), not `[here](code.md)`.',
  '```sh',
  '$ echo one \\',
  '    two',
  'one two',
  '$ true',
  '```',
  '    indented --flag',
  '# A page of sorts',
].join('\n');
const page = parseMarkdown(markdown);

describe('parseMarkdown', () => {
  it('takes blocks out of the prose, and remembers where they were', () => {
    assert.deepEqual(page.blocks, [{ info: 'sh', line: 4, text: '$ echo one \\\n    two\none two\n$ true' }]);
    assert.throws(() => parseMarkdown('text\n```sh\n$ true'), /the block that begins on line 2 is not closed/);
  });

  it('finds links, anchors and code', () => {
    assert.deepEqual(linkTargets(page), ['other.md#part']);
    assert.deepEqual(headingAnchors(page), ['a-page-of-sorts', 'a-page-of-sorts-1']);
    assert.deepEqual(codeOf(page).slice(1), ['indented --flag', '[here](code.md)']);
  });
});

describe('parseTranscript', () => {
  it('tells commands, continued ones too, from what they print', () => {
    assert.deepEqual(page.blocks.flatMap(parseTranscript), [
      { command: 'echo one \\\n    two', expected: ['one two'], line: 4 },
      { command: 'true', expected: [], line: 7 },
    ]);
  });

  it('wants a command first', () => {
    assert.throws(() => parseTranscript({ info: 'sh', line: 9, text: 'output' }), /line 9 is no command/);
  });
});

describe('isAsShown', () => {
  it('takes … for any text, and for any lines where it stands alone', () => {
    assert.ok(isAsShown(['one …', '…', 'four'], 'one two\nthree\nthree\nfour\n'));
    assert.ok(isAsShown(['…', 'four'], 'four\n'));
    assert.ok(!isAsShown(['one …', 'four'], 'one two\nthree\nfour\n'));
    assert.ok(!isAsShown(['one'], 'one two\n'));
    assert.ok(!isAsShown([], 'one\n'));
    assert.ok(!isAsShown(['one', 'two'], 'one\n'));
  });

  it('does not mind ages, versions, addresses, and the width they give to columns', () => {
    const shown = ['NAME  VERSION  AGE', 'web   v1.36.0  9s   https://127.0.0.1:1'];
    assert.ok(isAsShown(shown, 'NAME   VERSION   AGE\nweb    v1.37.2   2m10s   https://127.0.0.1:24931\n'));
    assert.ok(isAsShown(['web  abcdef01/gen:1'], 'web   12345678/gen:3\n'));
    assert.ok(!isAsShown(['web  abcdef01/gen:1'], 'web   12345678/rv:3\n'));
  });

  it('takes nothing else for a pattern', () => {
    assert.ok(!isAsShown(['a.c (b)'], 'abc (b)\n'));
    assert.ok(isAsShown(['a.c (b)'], 'a.c (b)\n'));
  });

  it('leaves out progress, which a terminal takes away again', () => {
    assert.ok(isAsShown(['ready'], 'Starting member-2 ...\nready\n'));
  });

  it('leaves out what kubectl says of its own watches, and no other warning', () => {
    const warning =
      'I1124 16:02:18.961268   16868 reflector.go:664] "Warning: watch ended with error" reflector="k8s.io"';
    assert.ok(isAsShown(['ready'], `${warning}\nready\n`));
    assert.ok(!isAsShown(['ready'], `Warning: this is old\nready\n`));
  });
});

describe('findInvocations', () => {
  it('finds commands with their flags, to the end of each', () => {
    const groups = new Set(['lab']);
    const text =
      '$ hansa init --dry-run --set a=b && hansa lab up --dir x | cat --other\nhint: "hansa types" has --flags\n./bin/hansa no';
    assert.deepEqual(findInvocations(text, groups), [
      { command: 'init', flags: ['--dry-run', '--set'] },
      { command: 'lab up', flags: ['--dir'] },
      { command: 'types', flags: [] },
    ]);
  });
});
