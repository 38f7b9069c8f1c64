import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { shellWord } from './shell-word.ts';

describe('shellWord', () => {
  it('leaves alone what is one word already', () => {
    for (const word of ['.lab/demo', '/tmp/a-b_c:d', 'x=1']) assert.equal(shellWord(word), word);
  });

  it('quotes what a shell would take for something else', () => {
    for (const text of ['', 'a place', "it's", '$HOME', '`id`;&|"\\', 'two\nlines', '*']) {
      assert.equal(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' }), text);
    }
  });
});
