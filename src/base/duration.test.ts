import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as check, integer, property } from 'fast-check';
import { formatDuration, parseDuration } from './duration.ts';

const seed = 20260101;

describe('parseDuration', () => {
  const milliseconds: readonly [string, number][] = [
    ['20s', 20_000],
    ['60s', 60_000],
    ['1m0s', 60_000],
    ['5m', 300_000],
    ['1500ms', 1500],
    ['1.5h', 5_400_000],
    ['1h2m3.004s', 3_723_004],
    ['1.001s', 1001],
    ['.5s', 500],
    ['3.s', 3000],
    ['10µs', 0.01],
    ['10us', 0.01],
    ['7ns', 0.000007],
    ['0', 0],
    ['-0s', 0],
    ['+2s', 2000],
    ['-1m30s', -90_000],
  ];
  for (const [text, expected] of milliseconds) {
    it(`reads ${text}`, () => assert.equal(parseDuration(text), expected));
  }

  for (const text of ['', 's', '1', '1 s', '1d', '20S', 'soon', '--1s', '1.2.3s', '.s', '1s ', '1e3s']) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => parseDuration(text), RangeError));
  }

  it('refuses what Go could not hold', () => {
    assert.equal(parseDuration('2562047h'), 2_562_047 * 3_600_000);
    assert.throws(() => parseDuration('2562048h'), /longer than 292 years/);
  });
});

describe('formatDuration', () => {
  const normal: readonly [number, string][] = [
    [0, '0s'],
    [-0, '0s'],
    [20_000, '20s'],
    [60_000, '1m0s'],
    [300_000, '5m0s'],
    [1500, '1.5s'],
    [100, '100ms'],
    [0.0105, '10.5µs'],
    [0.000007, '7ns'],
    [3_600_000, '1h0m0s'],
    [3_723_004, '1h2m3.004s'],
    [-90_000, '-1m30s'],
    [999.9999999, '1s'],
    [59_999.9999999, '1m0s'],
  ];
  for (const [milliseconds, expected] of normal) {
    it(`writes ${milliseconds} ms as ${expected}`, () => assert.equal(formatDuration(milliseconds), expected));
  }

  it('refuses what is no length of time', () => {
    assert.throws(() => formatDuration(Number.NaN), RangeError);
    assert.throws(() => formatDuration(Number.POSITIVE_INFINITY), RangeError);
  });

  it('is read back as it was written', () => {
    const whole = integer({ min: -1e12, max: 1e12 });
    check(
      property(whole, (milliseconds) => {
        assert.equal(parseDuration(formatDuration(milliseconds)), milliseconds === 0 ? 0 : milliseconds);
      }),
      { seed },
    );
  });
});
