import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ageSince, formatAge } from './age.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('formatAge', () => {
  const cases: [number, string][] = [
    [-5 * second, '0s'],
    [0, '0s'],
    [999, '0s'],
    [119 * second, '119s'],
    [2 * minute, '2m'],
    [2 * minute + 7 * second, '2m7s'],
    [9 * minute + 59 * second, '9m59s'],
    [10 * minute + 30 * second, '10m'],
    [179 * minute, '179m'],
    [3 * hour, '3h'],
    [7 * hour + 59 * minute, '7h59m'],
    [8 * hour + 59 * minute, '8h'],
    [47 * hour, '47h'],
    [2 * day + 3 * hour, '2d3h'],
    [8 * day + 3 * hour, '8d'],
    [729 * day, '729d'],
    [730 * day, '2y'],
    [3 * 365 * day + 12 * day, '3y12d'],
    [9 * 365 * day + 12 * day, '9y'],
  ];
  for (const [span, text] of cases) {
    it(`reads ${text} for ${span} ms`, () => assert.equal(formatAge(span), text));
  }
});

describe('ageSince', () => {
  it('counts from the date to now', () => {
    assert.equal(ageSince('2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1, 0, 5)), '5m');
  });

  it('does not invent an age for what is no date', () => {
    assert.equal(ageSince(undefined, 0), '<unknown>');
    assert.equal(ageSince('soon', 0), '<unknown>');
  });
});
