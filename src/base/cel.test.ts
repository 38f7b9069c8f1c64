import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileCel, type CelVariable } from './cel.ts';

const bremen = { name: 'bremen', labels: { sea: 'north', tier: '2' } };

/** What an expression says of a cluster, or why it says nothing. */
function said(source: string, cluster: CelVariable = bremen): boolean | string {
  const compiled = compileCel(source, ['cluster']);
  if (!compiled.ok) return `compile: ${compiled.message}`;
  const answer = compiled.predicate({ cluster });
  return answer.ok ? answer.value : answer.message;
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
    const labels = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`label-${index}`, 'x']));
    assert.equal(said('true', { name: 'bremen', labels }), 'what it is given has more than 64 entries');
  });
});
