import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TolerationSpec } from '../../api/toleration.ts';
import { parseToleration, tolerates, type Taint } from './toleration.ts';

const upgrade: Taint = { key: 'upgrade', value: 'now', effect: 'NoSchedule' };
const bare: Taint = { key: 'upgrade', effect: 'NoExecute' };

describe('tolerates', () => {
  const cases: readonly [string, TolerationSpec, ofUpgrade: boolean, ofBare: boolean][] = [
    ['the same key and value', { key: 'upgrade', value: 'now' }, true, false],
    ['no value where none is said', { key: 'upgrade' }, false, true],
    ['no value where it is said to be empty', { key: 'upgrade', value: '' }, false, true],
    ['any value', { key: 'upgrade', operator: 'Exists' }, true, true],
    ['one effect', { key: 'upgrade', operator: 'Exists', effect: 'NoSchedule' }, true, false],
    ['any key', { operator: 'Exists' }, true, true],
    ['any key of one effect', { operator: 'Exists', effect: 'NoExecute' }, false, true],
    ['no other key', { key: 'upgrad', operator: 'Exists' }, false, false],
  ];
  for (const [what, spec, ofUpgrade, ofBare] of cases) {
    it(what, () => {
      const toleration = parseToleration(spec);
      assert.deepEqual([tolerates(toleration, upgrade), tolerates(toleration, bare)], [ofUpgrade, ofBare]);
    });
  }
});
