import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { secrets } from '../../src/cli/built-in-types.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createKubeClient } from '../../src/kube/create-client.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import { startTestCluster } from '../lab.ts';
import { hastyClock } from './hasty-clock.ts';
import { runHansa, succeeded, withNames } from './run-hansa.ts';

const namespace = 'kube-federation-system';

let host: LabCluster;
let member: LabCluster;
let client: KubeClient;

before(async () => {
  [host, member] = await Promise.all([startTestCluster(), startTestCluster()]);
  client = createKubeClient(member.access);
  succeeded(await runHansa('init', { clusters: [host] }));
});
after(() => client.close());

describe('hansa join of a cluster without kube-controller-manager', () => {
  it('says after 30 s who should have issued a token, and how to go on', async () => {
    const finished = await runHansa(`join ${member.name}`, { clusters: [host, member], clock: hastyClock });
    const { code, stdout, stderr } = withNames(finished, { HOST: host, MEMBER: member });
    assert.equal(code, 1);
    assert.match(stdout, /^secret\/MEMBER-HOST created in MEMBER$/m);
    assert.doesNotMatch(stdout, / in HOST$/m);
    assert.equal(
      // Told only where it takes long.
      stderr.replaceAll(/^(Connecting to MEMBER|Waiting for namespace .*) \.\.\.\n/gm, ''),
      'Waiting for MEMBER to issue a token ...\n' +
        'error: joining MEMBER broke off: MEMBER: no token appeared in Secret kube-federation-system/MEMBER-HOST within 30 s: kube-controller-manager, which issues tokens, does not seem to run there\n' +
        'hint: start kube-controller-manager (its serviceaccount-token controller) in MEMBER; what was made so far stays: run the same command again, and it goes on from there\n',
    );
  });

  it('goes on once there is a token', async () => {
    const account = `${member.name}-${host.name}`;
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
    const request = { body: JSON.stringify({ spec: { expirationSeconds: 3600 } }), contentType: 'application/json' };
    const { body } = await client.request('POST', path, request);
    const { status } = JSON.parse(body.toString('utf8')) as { status: { token: string } };
    const data = { token: Buffer.from(status.token).toString('base64') };
    const joining = runHansa(`join ${member.name}`, { clusters: [host, member] });
    await client.mergePatch(secrets, { namespace, name: account }, { data });
    const { code, stdout, stderr } = withNames(await joining, { HOST: host, MEMBER: member });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^MEMBER joined the federation on HOST: <MEMBER>, VERSION$/m);
  });
});
