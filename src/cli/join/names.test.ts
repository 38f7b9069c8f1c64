import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageFailure } from '../failure.ts';
import { checkClusterName, hostNameFor, joinNames } from './names.ts';

describe('joinNames', () => {
  it('gives the names KubeFed gives', () => {
    assert.deepEqual(joinNames('bremen', 'luebeck', 'kube-federation-system'), {
      serviceAccount: 'bremen-luebeck',
      role: 'kubefed-controller-manager:bremen-luebeck',
      healthRole: 'kubefed-controller-manager:kube-federation-system:healthcheck-bremen-luebeck',
    });
  });
});

describe('hostNameFor', () => {
  it('is the context name of the host, or what takes its place', () => {
    assert.equal(hostNameFor('bremen', 'luebeck', undefined), 'luebeck');
    assert.equal(hostNameFor('bremen', 'arn:aws:eks:eu/luebeck', 'luebeck'), 'luebeck');
  });

  for (const context of ['arn:aws:eks', 'admin@luebeck', 'a/b', 'Luebeck', 'luebeck_1', 'x'.repeat(250)]) {
    it(`refuses the context name ${context.slice(0, 20)}, which no ServiceAccount can carry`, () => {
      assert.throws(
        () => hostNameFor('bremen', context, undefined),
        (error) => error instanceof UsageFailure && error.next?.includes('--host-cluster-name') === true,
      );
    });
  }

  it('refuses such a name given as --host-cluster-name too', () => {
    assert.throws(() => hostNameFor('bremen', 'luebeck', 'lue:beck'), /the --host-cluster-name "lue:beck" cannot be/);
  });
});

describe('checkClusterName', () => {
  it('takes names a KubeFedCluster can have', () => {
    for (const name of ['bremen', 'eu-1.bremen', '1']) checkClusterName(name);
  });

  it('refuses others', () => {
    for (const name of ['Bremen', 'bre_men', '-bremen', '', 'a/b']) {
      assert.throws(() => checkClusterName(name), UsageFailure);
    }
  });
});
