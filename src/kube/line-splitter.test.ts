import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { LineSplitter } from './line-splitter.ts';

function linesOf(pieces: readonly Buffer[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line.toString('utf8')));
  for (const piece of pieces) splitter.push(piece);
  return lines;
}

describe('LineSplitter', () => {
  it('gives the same lines however their bytes are cut, also within a character', () => {
    const line = fc
      .array(fc.constantFrom('a', '{', 'ä', '€', '𝄞', '\r'), { maxLength: 12 })
      .map((signs) => signs.join(''));
    const cuts = fc.array(fc.nat(), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), cuts, (lines, cuts) => {
        const bytes = Buffer.from(lines.map((one) => `${one}\n`).join(''));
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        assert.deepEqual(
          linesOf(pieces),
          lines.filter((one) => one !== ''),
        );
      }),
      { seed: 4711 },
    );
  });

  it('keeps what has no end yet, even when the piece it came in is written over', () => {
    const lines: string[] = [];
    const splitter = new LineSplitter((line) => lines.push(line.toString('utf8')));
    const shared = Buffer.from('whole\nhalf');
    splitter.push(shared);
    shared.fill('#');
    assert.deepEqual(lines, ['whole']);
    splitter.push(Buffer.from(' done\n'));
    assert.deepEqual(lines, ['whole', 'half done']);
  });
});
