import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LabelSelector } from '../../api/federated-object.ts';
import {
  formatRequirement,
  matchesLabels,
  parseLabelSelector,
  unmetRequirement,
  type Labels,
  type LabelMatcher,
} from './label-selector.ts';

function compile(selector: LabelSelector): LabelMatcher {
  const parsed = parseLabelSelector(selector);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.reasons.join('; '));
  return parsed.value;
}

const region = (operator: string, ...values: string[]): LabelSelector => ({
  matchExpressions: [{ key: 'region', operator, ...(values.length > 0 && { values }) }],
});

describe('matchesLabels', () => {
  const cases: readonly [string, LabelSelector, Labels, boolean][] = [
    ['an empty selector any labels', {}, {}, true],
    ['empty lists any labels', { matchLabels: {}, matchExpressions: [] }, { a: 'b' }, true],
    ['a label its equal', { matchLabels: { region: 'eu' } }, { region: 'eu', tier: 'front' }, true],
    ['a label another value', { matchLabels: { region: 'eu' } }, { region: 'us' }, false],
    ['a label nothing', { matchLabels: { region: 'eu' } }, {}, false],
    ['an empty value nothing', { matchLabels: { region: '' } }, {}, false],
    ['an empty value an empty one', { matchLabels: { region: '' } }, { region: '' }, true],
    ['two labels one of them', { matchLabels: { region: 'eu', tier: 'front' } }, { region: 'eu' }, false],
    ['In one of its values', region('In', 'eu', 'us'), { region: 'us' }, true],
    ['In another value', region('In', 'eu', 'us'), { region: 'ap' }, false],
    ['In nothing', region('In', 'eu'), {}, false],
    ['NotIn one of its values', region('NotIn', 'eu', 'us'), { region: 'eu' }, false],
    ['NotIn another value', region('NotIn', 'eu'), { region: 'us' }, true],
    ['NotIn nothing', region('NotIn', 'eu'), {}, true],
    ['Exists any value', region('Exists'), { region: '' }, true],
    ['Exists nothing', region('Exists'), { zone: 'a' }, false],
    ['DoesNotExist any value', region('DoesNotExist'), { region: '' }, false],
    ['DoesNotExist nothing', region('DoesNotExist'), {}, true],
    ['labels and expressions both', { matchLabels: { a: '1' }, ...region('Exists') }, { a: '1', region: 'eu' }, true],
    ['labels without expressions', { matchLabels: { a: '1' }, ...region('Exists') }, { a: '1' }, false],
    ['an inherited name nothing', { matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, {}, false],
  ];
  for (const [name, selector, labels, matches] of cases) {
    it(`${matches ? 'matches' : 'does not match'} ${name}`, () =>
      assert.equal(matchesLabels(compile(selector), labels), matches));
  }

  it('names the first requirement that is not met', () => {
    const matcher = compile({ matchLabels: { a: '1' }, ...region('In', 'us', 'eu') });
    const unmet = unmetRequirement(matcher, { a: '1' });
    assert.equal(unmet && formatRequirement(unmet), 'region in (eu,us)');
  });
});

describe('formatRequirement', () => {
  const cases: readonly [LabelSelector, string][] = [
    [{ matchLabels: { tier: 'front' } }, 'tier=front'],
    [region('In', 'us', 'eu'), 'region in (eu,us)'],
    [region('NotIn', 'eu'), 'region!=eu'],
    [region('NotIn', 'us', 'eu'), 'region notin (eu,us)'],
    [region('Exists'), 'region'],
    [region('DoesNotExist'), '!region'],
  ];
  for (const [selector, text] of cases) {
    it(`writes ${text}`, () => assert.equal(compile(selector).map(formatRequirement).join(), text));
  }
});

describe('parseLabelSelector', () => {
  const path = 'matchExpressions[0]';
  const charset = "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const refused: readonly [LabelSelector, string][] = [
    [region('Equals', 'eu'), `${path}.operator: Invalid value: "Equals": not a valid selector operator`],
    [region('in', 'eu'), `${path}.operator: Invalid value: "in": not a valid selector operator`],
    [region('In'), `${path}.values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`],
    [region('NotIn'), `${path}.values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`],
    [
      region('Exists', 'eu'),
      `${path}.values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'`,
    ],
    [
      region('In', 'eu', 'a b'),
      `${path}.values[1]: Invalid value: "a b": a valid label must be an empty string or consist of ${charset}`,
    ],
    [
      region('In', 'x'.repeat(64)),
      `${path}.values[0]: Invalid value: "${'x'.repeat(64)}": must be no more than 63 characters`,
    ],
    [{ matchLabels: { '-a': '' } }, `matchLabels: Invalid value: "-a": name part must consist of ${charset}`],
    [{ matchLabels: { '': 'a' } }, 'matchLabels: Invalid value: "": name part must be non-empty'],
    [{ matchLabels: { '/a': 'a' } }, 'matchLabels: Invalid value: "/a": prefix part must be non-empty'],
    [
      { matchLabels: { 'Example.com/a': 'a' } },
      "matchLabels: Invalid value: \"Example.com/a\": prefix part must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
    ],
    [
      { matchLabels: { 'a/b/c': '' } },
      'matchLabels: Invalid value: "a/b/c": a qualified name must be a name with an optional DNS subdomain prefix and \'/\' before it',
    ],
    [
      { matchExpressions: [{ key: 'x'.repeat(64), operator: 'Exists' }] },
      `${path}.key: Invalid value: "${'x'.repeat(64)}": name part must be no more than 63 characters`,
    ],
  ];
  for (const [selector, reason] of refused) {
    it(`refuses: ${reason}`, () => assert.deepEqual(parseLabelSelector(selector), { ok: false, reasons: [reason] }));
  }

  it('takes what Kubernetes takes', () => {
    const keys = ['a', 'A1', 'a.b_c-d', 'example.com/a', `${'a.'.repeat(126)}a/${'x'.repeat(63)}`];
    const matchLabels = Object.fromEntries(keys.map((key) => [key, 'x'.repeat(63)]));
    assert.equal(compile({ matchLabels }).length, keys.length);
  });

  it('gives every reason at once', () => {
    const selector = { matchLabels: { '?': '!' }, ...region('Near') };
    const parsed = parseLabelSelector(selector);
    assert.equal(parsed.ok ? 0 : parsed.reasons.length, 3);
  });
});
