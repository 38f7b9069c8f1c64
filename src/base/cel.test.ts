import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { celValueOf, compileCel, compileCelText, type CelVariable } from './cel.ts';
import { parseExactJson } from './exact-json.ts';

const bremen = { name: 'bremen', labels: { sea: 'north', tier: '2' } };

/** What an expression says of a cluster, or why it says nothing. */
function said(source: string, cluster: CelVariable = bremen): boolean | string {
  const compiled = compileCel(source, ['cluster']);
  if (!compiled.ok) return `compile: ${compiled.message}`;
  const answer = compiled.predicate({ cluster });
  return answer.ok ? answer.value : answer.message;
}

/** The text an expression makes of an object, or why it makes none. */
function text(source: string, object: CelVariable): string {
  const compiled = compileCelText(source, ['object']);
  if (!compiled.ok) return `compile: ${compiled.message}`;
  const answer = compiled.predicate({ object });
  return answer.ok ? answer.value : `none: ${answer.message}`;
}

describe('compileCel', () => {
  const cases: readonly [string, boolean | string][] = [
    ["cluster.name == 'bremen'", true],
    ["cluster.labels['sea'] == 'baltic'", false],
    ["'sea' in cluster.labels && !('gpu' in cluster.labels)", true],
    ['has(cluster.labels.gpu)', false],
    ["cluster.labels.exists(key, key.startsWith('ti'))", true],
    ['int(cluster.labels.tier) >= 2', true],
    ["cluster.name.matches('^(a*)*b[a-z]+$')", true],
    ['type(cluster.name) == string', true],
    ["cluster.labels['region'] == 'eu'", 'field not found: region'],
    ["cluster.labels['region'] == 'eu' || true", true],
    ['cluster.name', 'its value is neither true nor false'],
    ["cluster.name.matches('(')", 'error parsing regexp: missing closing ): `(`'],
    ['anywhere(cluster)', 'unbound function: anywhere'],
    ['cluster.name ==', 'compile: at character 14: found = but expecting end of input'],
    ["clutser.name == 'bremen'", 'compile: it does not know clutser'],
    ["[key].exists(key, key == 'a')", 'compile: it does not know key'],
    [
      'cluster.labels.all(a, cluster.labels.all(b, a <= b || a > b))',
      'compile: a macro such as all or exists cannot be inside another',
    ],
    [Array(70).fill('[].all(a,a)').join('&&'), 'compile: it is too long'],
    [`${'('.repeat(510)}1${')'.repeat(510)}`, 'compile: it is nested too deeply'],
    [`'${'a'.repeat(1_024)}' == ''`, 'compile: it has more than 1024 characters'],
  ];
  for (const [source, expected] of cases) {
    it(`answers ${source.slice(0, 60)}`, () => assert.equal(said(source), expected));
  }

  it('says nothing of what is too large to go through', () => {
    const labels = Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`label-${index}`, 'x']));
    assert.equal(said('true', { name: 'bremen', labels }), 'what it is given has more than 256 entries');
  });
});

describe('compileCelText', () => {
  const object = celValueOf({
    spec: { replicas: 3, ratio: 0.5, gone: undefined },
    status: { conditions: [{ type: 'Ready', status: 'False', message: 'no disk' }], nothing: null },
  });
  const cases: readonly [string, string][] = [
    ['string(object.spec.replicas + 1)', '4'],
    ["object.spec.ratio < 1 ? 'less' : 'more'", 'less'],
    ["object.status.conditions.filter(c, c.type == 'Ready')[0].message", 'no disk'],
    ["has(object.spec.gone) ? 'there' : 'gone'", 'gone'],
    ["object.status.nothing == null ? 'null' : 'some'", 'null'],
    ['object.spec.replicas', 'none: its value is no text'],
    ['object.status.phase', 'none: field not found: phase'],
    ['object.status.conditions[7].message', 'none: index 7 out of bounds [0, -1)'],
    ["object.status.?phase.orValue('')", 'compile: at character 14: found . but expecting end of input'],
    ["['a'].join(',')", 'none: unbound function: join'],
  ];
  for (const [source, expected] of cases) {
    it(`answers ${source}`, () => assert.equal(text(source, object), expected));
  }

  it('is given every digit of an integer', () => {
    const large = celValueOf(parseExactJson('{"bytes": 9007199254740993}'));
    assert.equal(text('string(object.bytes)', large), '9007199254740993');
  });
});
