import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { workedExamples } from './worked-example.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/guide/scheduling.md'), 'utf8');
const examples = workedExamples(page);

describe('the worked examples of the scheduling page', () => {
  it('are all there', () => assert.ok(examples.length >= 25));

  for (const { title, check } of examples) it(title, check);
});

describe('the scheduling page', () => {
  it('explains every reason that a decision can have, and no other', () => {
    const sources = globSync('src/plan/schedule/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
    const code = sources.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    const known = new Set(Array.from(code.matchAll(/\breason: '([A-Za-z]+)'/g), ([, reason]) => reason));
    const rows = page
      .slice(page.indexOf('## Reasons'))
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const explained = rows.flatMap((row) =>
      Array.from(row.split(' | ')[0]?.matchAll(/`(\w+)`/g) ?? [], ([, name]) => name),
    );
    assert.ok(known.has('Chosen'));
    assert.deepEqual(new Set(explained), known);
  });
});

describe('workedExamples', () => {
  const preference = [
    '```yaml',
    'kind: SchedulingPreference',
    'metadata: { name: web, namespace: shop }',
    'spec: { target: { kind: FederatedDeployment, name: web }, replicas: { divideBy: Weight, total: 4 } }',
    '```',
  ];
  const clusters = [
    '| cluster | gets | why |',
    '|---|---|---|',
    '| `bremen` | 2 | Chosen |',
    '| danzig | 2 | Chosen |',
  ];
  const times = ['| time | what happens | bremen | danzig |', '|---|---|---|---|', '| 12:05 | total: 6 | 3 | 3 |'];
  const first = (...lines: string[]) => workedExamples([...preference, ...lines].join('\n'))[0];
  const last = (...lines: string[]) => workedExamples([...preference, '', ...lines].join('\n')).at(-1);

  it('agrees with tables that are right', () => {
    for (const { check } of workedExamples([...preference, ...clusters, '', ...times].join('\n'))) check();
  });

  it('does not agree with a wrong cell, a cluster or a time too many, or one left out', () => {
    const wrong = [
      first(...clusters.with(2, '| bremen | 3 | Chosen |')),
      first(...clusters.with(3, '| danzig | 2 | NotNeeded |')),
      first(...clusters, '| in all | 4 | in 3 clusters |'),
      last(...clusters, '', ...times.with(2, '| 12:05 | total: 6 | 3 | 4 |')),
      last(...clusters, '', ...times.with(2, '| 12:05 | total: 5 | 3 | 3 |')),
      last(...clusters, '', '| time | what happens | bremen |', '|---|---|---|', '| 12:05 | | 2 |'),
    ];
    for (const [index, example] of wrong.entries()) {
      assert.throws(() => example?.check(), { name: 'AssertionError' }, `the table ${index} is believed`);
    }
  });

  it('does not pass over what it does not understand', () => {
    assert.throws(
      () => first('| cluster | mood | gets | why |', '|---|---|---|---|', '| bremen | good | 4 | Chosen |')?.check(),
      /mood/,
    );
    assert.throws(() => last(...clusters, '', ...times.with(2, '| 12:05 | bremen: sinks | 3 | 3 |'))?.check(), /sinks/);
    assert.throws(() => first('| cluster | gets |', '|---|---|', '| bremen |'), /fewer cells/);
  });
});
