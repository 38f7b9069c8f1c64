import assert from 'node:assert/strict';
import { symlinkSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadAll } from 'js-yaml';
import { customResourceDefinitionType, type CustomResourceDefinition } from '../../src/api/crd.ts';
import type { FederatedObject } from '../../src/api/federated-object.ts';
import { federatedTypeConfigType, type FederatedTypeConfig } from '../../src/api/federated-type-config.ts';
import { defaultPlace, federatedTypeOf } from '../../src/api/federated-type.ts';
import { kubeFedClusterType, type KubeFedCluster } from '../../src/api/kubefed-cluster.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import { find } from '../../src/cli/apply-object.ts';
import { clusterRoles, namespaces, secrets, serviceAccounts } from '../../src/cli/built-in-types.ts';
import type { TokenSecret } from '../../src/cli/join/member-token.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createKubeClient } from '../../src/kube/create-client.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import { startTestCluster } from '../lab.ts';
import { until } from '../scenarios/until.ts';
import { writtenIn } from './contents.ts';
import { runHansa, runKubefedctl, succeeded, withNames, type Finished } from './run-hansa.ts';
import { kubefedctl, runProgram } from './run-program.ts';

const namespace = 'kube-federation-system';
const configMaps = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true };
const directory = mkdtempSync(join(tmpdir(), 'hansa-kubefedctl-'));

let host: LabCluster;
let member: LabCluster;
let hostClient: KubeClient;
let memberClient: KubeClient;

before(async () => {
  [host, member] = await Promise.all([startTestCluster(), startTestCluster({ full: true })]);
  [hostClient, memberClient] = [createKubeClient(host.access), createKubeClient(member.access)];
});
after(async () => {
  rmSync(directory, { recursive: true });
  await Promise.all([hostClient.close(), memberClient.close()]);
});

async function run(line: string, input = ''): Promise<Finished> {
  const named = line.replaceAll('MEMBER', member.name).replaceAll('HOST', host.name);
  const finished = await runKubefedctl(named, { clusters: [host, member], input });
  return withNames(finished, { HOST: host, MEMBER: member });
}

/** A run that says nothing at all. */
const silence: Finished = { code: 0, stdout: '', stderr: '' };

function printed(stdout: string): Finished {
  return { ...silence, stdout };
}

/** The words of the fatal line of a run that failed. */
async function fatal(line: string, input = ''): Promise<string> {
  const { code, stdout, stderr } = await run(line, input);
  assert.deepEqual([code, stdout], [255, ''], stderr);
  const [, words] = /^F\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ \S+:\d+\] Error: (.*)$/m.exec(stderr) ?? [];
  return words ?? stderr;
}

function enabled(outcome: string): Finished {
  return printed(
    `customresourcedefinition.apiextensions.k8s.io/federateddeployments.types.kubefed.io ${outcome}\n` +
      `federatedtypeconfig.core.kubefed.io/deployments.apps ${outcome} in namespace kube-federation-system\n`,
  );
}

function cluster(): Promise<KubeFedCluster> {
  return hostClient.get<KubeFedCluster>(kubeFedClusterType, { namespace, name: member.name });
}

function orphaning(verb: string): Promise<Finished> {
  return run(`orphaning-deletion ${verb} FederatedConfigMap prices -n shop`);
}

function writtenBy(act: () => Promise<void>): Promise<string[]> {
  return writtenIn([hostClient, memberClient], act);
}

describe('kubefedctl, before there is a federation', () => {
  it('is found by its name through any symlink, and tells its version as a Go program', async () => {
    const [first, second] = [join(directory, 'fed'), join(directory, 'kubefedctl')];
    symlinkSync(kubefedctl, first);
    symlinkSync(first, second);
    for (const program of [first, second, kubefedctl]) {
      const { code, stdout } = await runProgram(program, 'version');
      assert.equal(code, 0);
      assert.match(
        stdout,
        /^kubefedctl version: version\.Info\{Version:"v\d+\.\d+\.\d+", GitCommit:"\w+", GitTreeState:"\w+", BuildDate:"\w+", GoVersion:"[^"]+", Compiler:"\w+", Platform:"\w+\/\w+"\}\n$/,
      );
    }
  });

  it('misses what a federation needs', async () => {
    assert.equal(
      await fatal('join MEMBER'),
      'A KubeFedConfig named "kubefed" was not found in namespace "kube-federation-system". Is a KubeFed control plane running in this namespace?',
    );
    assert.equal(
      await fatal('enable configmaps'),
      'KubeFed system namespace "kube-federation-system" does not exist: namespaces "kube-federation-system" not found',
    );
  });

  it('prints federated objects of types by their default names', async () => {
    await hostClient.create(namespaces, { metadata: { name: 'shop' } });
    await hostClient.create(configMaps, {
      metadata: { name: 'prices', namespace: 'shop' },
      data: { a: 'b' },
    } as KubeObject);
    const { code, stdout } = await run('federate configmaps prices -n shop -o yaml');
    assert.equal(code, 0);
    assert.match(stdout, /^---\n/);
    assert.deepEqual(loadAll(stdout), [
      {
        apiVersion: 'types.kubefed.io/v1beta1',
        kind: 'FederatedConfigMap',
        metadata: { name: 'prices', namespace: 'shop' },
        spec: { template: { data: { a: 'b' } }, placement: { clusterSelector: { matchLabels: {} } } },
      },
    ]);
  });
});

describe('kubefedctl enable', () => {
  before(async () => succeeded(await runHansa('init', { clusters: [host] })));

  it('prints with -o yaml, field for field, what it would write', async () => {
    const written = await writtenBy(async () => {
      const { code, stdout } = await run('enable deploy -o yaml');
      assert.equal(code, 0);
      const [config, crd, ...others] = loadAll(stdout) as [FederatedTypeConfig, CustomResourceDefinition];
      assert.deepEqual(others, []);
      assert.deepEqual(config, {
        apiVersion: 'core.kubefed.io/v1beta1',
        kind: 'FederatedTypeConfig',
        metadata: { name: 'deployments.apps' },
        spec: {
          targetType: {
            group: 'apps',
            version: 'v1',
            kind: 'Deployment',
            pluralName: 'deployments',
            scope: 'Namespaced',
          },
          propagation: 'Enabled',
          federatedType: {
            group: 'types.kubefed.io',
            version: 'v1beta1',
            kind: 'FederatedDeployment',
            pluralName: 'federateddeployments',
            scope: 'Namespaced',
          },
        },
      });
      const { versions, ...spec } = crd.spec;
      assert.deepEqual(crd.metadata, { name: 'federateddeployments.types.kubefed.io' });
      assert.deepEqual(spec, {
        group: 'types.kubefed.io',
        scope: 'Namespaced',
        names: {
          kind: 'FederatedDeployment',
          listKind: 'FederatedDeploymentList',
          plural: 'federateddeployments',
          singular: 'federateddeployment',
          shortNames: ['fdeploy'],
        },
      });
      const [version] = versions;
      assert.deepEqual([version?.name, version?.served, version?.storage], ['v1beta1', true, true]);
      const schema = version?.schema.openAPIV3Schema;
      assert.deepEqual(schema?.required, ['spec']);
      assert.deepEqual(Object.keys(schema?.properties?.['spec']?.properties ?? {}).sort(), [
        'overrides',
        'placement',
        'retainReplicas',
        'template',
      ]);
    });
    assert.deepEqual(written, []);
  });

  it('writes it, and with --dry-run says the same', async () => {
    const written = await writtenBy(async () =>
      assert.deepEqual(await run('enable deploy --dry_run'), enabled('created')),
    );
    assert.deepEqual(written, []);
    assert.deepEqual(await run('enable deployments.apps'), enabled('created'));
    assert.deepEqual(await run('enable Deployment --federated-group='), enabled('updated'));
    const directive = 'apiVersion: core.kubefed.io/v1beta1\nkind: EnableTypeDirective\nmetadata: { name: deploy }\n';
    assert.deepEqual(await run('enable whatever -f -', directive), enabled('updated'));
  });

  it('refuses in the words of KubeFed', async () => {
    assert.equal(
      await fatal('enable deployments --federated-group other.example'),
      'Federation is already enabled for "deployments.apps/v1" with federated type "federateddeployments.types.kubefed.io/v1beta1". Changing the federated type to "federateddeployments.other.example/v1beta1" is not supported.',
    );
    assert.equal(await fatal('enable nosuchthing'), 'Unable to find api resource named "nosuchthing".');
    assert.equal(await fatal('enable deploy -o json'), 'Invalid value for --output: json');
  });

  it('refuses a type that is enabled in another group', async () => {
    const name = 'deployments.extensions';
    const live = await hostClient.get<FederatedTypeConfig>(federatedTypeConfigType, {
      namespace,
      name: 'deployments.apps',
    });
    const targetType = { ...live.spec.targetType, group: 'extensions', version: 'v1beta1' };
    const { apiVersion = '', kind = '' } = live;
    const old = { apiVersion, kind, metadata: { name, namespace }, spec: { ...live.spec, targetType } };
    await hostClient.create(federatedTypeConfigType, old);
    assert.equal(
      await fatal('enable deployments'),
      'Failed to enable "deployments.apps/v1". Federation of this type is already enabled for equivalent type "deployments.extensions/v1beta1" by FederatedTypeConfig "kube-federation-system/deployments.extensions"',
    );
    await hostClient.delete(federatedTypeConfigType, { namespace, name });
  });
});

describe('kubefedctl federate', () => {
  it('needs the type to be enabled, or enables it', async () => {
    assert.equal(
      await fatal('federate cm prices -n shop'),
      `federatedtypeconfigs.core.kubefed.io "configmaps" not found. Consider using '--enable-type' to optionally enable type while federating the resource`,
    );
    const { code, stdout, stderr } = await run('federate cm prices -n shop -t');
    assert.equal(code, 0);
    assert.match(stdout, /^federatedtypeconfig\.core\.kubefed\.io\/configmaps created in namespace [\w-]+\n$/m);
    assert.match(stderr, /^I.*\] Successfully created FederatedConfigMap "shop\/prices" from ConfigMap$/m);
    const type = federatedTypeOf(configMaps, defaultPlace);
    const { spec } = await hostClient.get<FederatedObject>(type, { namespace: 'shop', name: 'prices' });
    assert.deepEqual(spec?.template, { data: { a: 'b' } });
  });

  it('refuses in the words of KubeFed', async () => {
    const words: [string, string][] = [
      ['federate', 'TYPE-NAME is required'],
      ['federate cm', 'RESOURCE-NAME is required'],
      ['federate -f - a b', "Flag '--filename' does not take any args. Got args: [a b]"],
      ['federate cm a -t -o yaml', "Flag '--enable-type' cannot be used with '--output [yaml]'"],
      ['federate cm prices -n shop -c', "Flag '--contents' can only be used with type 'namespaces'."],
      [
        'federate nothing a',
        'Failed to find target API resource nothing: Unable to find api resource named "nothing".',
      ],
      ['federate cm no -n shop', 'Error retrieving target ConfigMap "shop/no": configmaps "no" not found'],
      [
        'federate cm prices -n shop',
        'Error creating federated resource "shop/prices": federatedconfigmaps.types.kubefed.io "prices" already exists',
      ],
    ];
    for (const [line, expected] of words) assert.equal(await fatal(line), expected);
  });
});

describe('kubefedctl orphaning-deletion', () => {
  it('sets and removes the annotation, silently, and tells which it is', async () => {
    assert.deepEqual(await orphaning('status'), printed('Disabled\n'));
    assert.deepEqual([await orphaning('enable'), await orphaning('enable')], [silence, silence]);
    assert.deepEqual(await orphaning('status'), printed('Enabled\n'));
    assert.deepEqual([await orphaning('disable'), await orphaning('disable')], [silence, silence]);
    assert.deepEqual(await orphaning('status'), printed('Disabled\n'));
  });

  it('warns of what is not federated, and knows what there is', async () => {
    assert.deepEqual(
      await run('orphaning-deletion status cm prices -n shop'),
      printed('Warning: configmaps/v1 might not be a federated resource\nDisabled\n'),
    );
    assert.equal(
      await fatal('orphaning-deletion status fcm no -n shop'),
      'Failed to retrieve resource: "shop/no": federatedconfigmaps.types.kubefed.io "no" not found',
    );
    assert.equal(await fatal('orphaning-deletion enable'), 'resource type is required');
  });
});

describe('kubefedctl join and unjoin', () => {
  it('join by a Secret of a made-up name, and print nothing', async () => {
    const written = await writtenBy(async () => assert.deepEqual(await run('join MEMBER --dry-run=true'), silence));
    assert.deepEqual(written, []);
    assert.deepEqual(await run('join MEMBER --host-cluster-context=HOST'), silence);
    const { spec } = await cluster();
    assert.equal(spec.apiEndpoint, member.server);
    assert.match(spec.secretRef.name, new RegExp(`^${member.name}-[a-z0-9]{5}$`));
    const account = { namespace, name: `${member.name}-${host.name}` };
    // Of the two authorities it knows, a file of the kubeconfig counts for less than what the member publishes.
    assert.equal(spec.caBundle, (await memberClient.get<TokenSecret>(secrets, account)).data?.['ca.crt']);
    const { data = {} } = await hostClient.get<TokenSecret>(secrets, { namespace, name: spec.secretRef.name });
    assert.deepEqual(Object.keys(data), ['token']);
  });

  it('refuse what exists, unless they are told otherwise', async () => {
    assert.equal(await fatal('join MEMBER'), 'service account: MEMBER-HOST already exists in joining cluster: MEMBER');
    const before = await cluster();
    const { code, stdout, stderr } = await run('join MEMBER --error_on_existing=false --v=2');
    assert.deepEqual([code, stdout], [0, '']);
    assert.match(stderr, /^I.*\] serviceaccount\/MEMBER-HOST unchanged in MEMBER$/m);
    assert.deepEqual((await cluster()).spec, before.spec);
    await memberClient.delete(serviceAccounts, { namespace, name: `${member.name}-${host.name}` });
    assert.equal(await fatal('join MEMBER'), 'federated cluster MEMBER already exists in host cluster');
    const taken = before.spec.secretRef.name;
    assert.equal(
      await fatal(`join other --cluster-context MEMBER --secret-name ${taken}`),
      `host cluster secret ${taken.replace(member.name, 'MEMBER')} already exists`,
    );
    assert.equal(await fatal('join MEMBER --host-cluster-name a/b'), 'host-cluster-name may not contain "/" or ":"');
  });

  it('unjoin what they have joined, and print nothing', async () => {
    const { spec } = await cluster();
    assert.deepEqual(await run('unjoin MEMBER --dry-run'), silence);
    assert.deepEqual(await run('unjoin MEMBER'), silence);
    assert.equal(await find(hostClient, kubeFedClusterType, { namespace, name: member.name }), undefined);
    assert.equal(await find(hostClient, secrets, { namespace, name: spec.secretRef.name }), undefined);
    const left = await memberClient.list(clusterRoles);
    const own = left.items.filter(({ metadata }) => metadata.name.endsWith(`:${member.name}-${host.name}`));
    assert.deepEqual(own, []);
  });

  it('unjoin no cluster that has not joined, and by force one that is gone', async () => {
    assert.equal(
      await fatal('unjoin MEMBER --force'),
      'Failed to get kubefed cluster "kube-federation-system/MEMBER": kubefedclusters.core.kubefed.io "MEMBER" not found',
    );
    succeeded(await runHansa(`join gone --cluster-context ${member.name}`, { clusters: [host, member] }));
    assert.match(await fatal('unjoin gone'), /there is no context "gone"/);
    const { code, stdout, stderr } = await run('unjoin gone --force');
    assert.deepEqual([code, stdout], [0, '']);
    assert.match(stderr, /^W.*\] gone cannot be cleaned up: /);
    assert.deepEqual((await hostClient.list(kubeFedClusterType, { namespace })).items, []);
  });
});

describe('kubefedctl disable', () => {
  const key = 'kube-federation-system/deployments.apps';
  const crd = 'federateddeployments.types.kubefed.io';

  it('refuses in the words of KubeFed', async () => {
    assert.equal(await fatal('disable deploy --version v1'), '--version flag valid only with --delete-crd');
    assert.equal(
      await fatal('disable deploy --federated-group a.b'),
      '--kubefed-group flag valid only with --delete-crd',
    );
    assert.equal(
      await fatal('disable configmaps --delete-crd'),
      `Cannot delete CRD "federatedconfigmaps.types.kubefed.io" while resource instances exist. Please try kubefedctl disable again after removing the resource instances or without the '--delete-crd' option`,
    );
  });

  it('tells what it does, in this order', async () => {
    assert.deepEqual(await run('disable deployments.apps --dry-run'), silence);
    assert.deepEqual(
      await run('disable deployments --federated-group types.kubefed.io'),
      printed(
        `Disabled propagation for FederatedTypeConfig "${key}"\n` +
          `Verifying propagation controller is stopped for FederatedTypeConfig "${key}"\n` +
          `Propagation controller for FederatedTypeConfig "${key}" is stopped\n` +
          `federatedtypeconfig "${key}" deleted\n`,
      ),
    );
  });

  it('removes what a configuration that is gone has left', async () => {
    const missing = `FederatedTypeConfig "${key}" does not exist\n`;
    assert.deepEqual(await run('disable deployments.apps'), printed(missing));
    assert.deepEqual(
      await run('disable deploy --delete-crd'),
      printed(`${missing}customresourcedefinition "${crd}" deleted\n`),
    );
    assert.deepEqual(await run('disable deploy --delete-crd --dry-run'), printed(missing));
    await until({
      client: hostClient,
      type: customResourceDefinitionType,
      what: `that ${crd} is gone`,
      look: (crds) => (crds.get(crd) ? undefined : true),
    });
  });
});
