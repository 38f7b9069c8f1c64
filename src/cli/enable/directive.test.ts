import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDirective } from './directive.ts';

const head = 'apiVersion: core.kubefed.io/v1beta1\nkind: EnableTypeDirective\nmetadata:\n  name: deployments.apps\n';

describe('parseDirective', () => {
  it('fills in what KubeFed fills in', () => {
    assert.deepEqual(parseDirective('x.yaml', head), {
      type: 'deployments.apps',
      targetVersion: undefined,
      federatedGroup: 'types.kubefed.io',
      federatedVersion: 'v1beta1',
    });
  });

  it('takes what it says', () => {
    const spec = 'spec:\n  targetVersion: v1\n  federatedGroup: a.example\n  federatedVersion: v2\n';
    assert.deepEqual(parseDirective('x.yaml', head + spec), {
      type: 'deployments.apps',
      targetVersion: 'v1',
      federatedGroup: 'a.example',
      federatedVersion: 'v2',
    });
  });

  const refused: [string, RegExp][] = [
    ['kind: Deployment\n', /^x.yaml: apiVersion: Required value; kind: Unsupported value: "Deployment"/],
    ['a: [', /^x.yaml: /],
    ['', /^x.yaml: /],
    [head.replace('deployments.apps', '[1]'), /^x.yaml: metadata: /],
  ];
  for (const [text, message] of refused) {
    it(`refuses ${JSON.stringify(text.slice(0, 20))}`, () => {
      assert.throws(() => parseDirective('x.yaml', text), { name: 'CommandFailure', message });
    });
  }
});
