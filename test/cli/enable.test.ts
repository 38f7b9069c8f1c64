import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { customResourceDefinitionType, type CustomResourceDefinition } from '../../src/api/crd.ts';
import { federatedTypeConfigType, type FederatedTypeConfig } from '../../src/api/federated-type-config.ts';
import { defaultPlace, splitTypesOf } from '../../src/api/federated-type.ts';
import { apiVersionOf, type KubeObject } from '../../src/api/meta.ts';
import { find } from '../../src/cli/apply-object.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { createKubeClient } from '../../src/kube/create-client.ts';
import type { LabCluster } from '../../src/lab/lab.ts';
import { startTestCluster } from '../lab.ts';
import { contentsOf, writtenBetween } from './contents.ts';
import { hastyClock } from './hasty-clock.ts';
import { runHansa, succeeded, withNames, type Finished } from './run-hansa.ts';

const namespace = 'kube-federation-system';
const jobs = { group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', namespaced: true };

let host: LabCluster;
let client: KubeClient;

before(async () => {
  host = await startTestCluster();
  client = createKubeClient(host.access);
  for (const group of ['a.example', 'b.example']) {
    await client.create(customResourceDefinitionType, widgetCrd(group));
  }
});
after(() => client.close());

async function hansa(line: string, input = ''): Promise<Finished> {
  return withNames(await runHansa(line, { clusters: [host], input }), { HOST: host });
}

function widgetCrd(group: string): CustomResourceDefinition {
  const replicas = { type: 'integer', format: 'int32' };
  const spec = { type: 'object', properties: { replicas } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
        },
      ],
    },
  };
}

function config(name: string): Promise<FederatedTypeConfig> {
  return client.get<FederatedTypeConfig>(federatedTypeConfigType, { namespace, name });
}

/** Names of the fields of spec in a federated type's schema. */
async function specFields(name: string): Promise<string[]> {
  const crd = await client.get<CustomResourceDefinition>(customResourceDefinitionType, { namespace: '', name });
  const schema = crd.spec.versions[0]?.schema.openAPIV3Schema as { properties: { spec: { properties: object } } };
  return Object.keys(schema.properties.spec.properties).sort();
}

function crd(name: string): string {
  return `customresourcedefinition.apiextensions.k8s.io/${name}.types.kubefed.io`;
}

function enabled(plural: string, name: string, outcome = 'created'): Finished {
  return {
    code: 0,
    stdout:
      `customresourcedefinition.apiextensions.k8s.io/federated${plural}.types.kubefed.io ${outcome}\n` +
      `federatedtypeconfig.core.kubefed.io/${name} ${outcome} in namespace kube-federation-system\n`,
    stderr: '',
  };
}

function failed(stderr: string): Finished {
  return { code: 1, stdout: '', stderr };
}

describe('hansa enable, before there is a federation', () => {
  it('says how to make one', async () => {
    const { code, stderr } = await hansa('enable configmaps');
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^error: HOST: there is no namespace "kube-federation-system" to keep the federation in\nhint: run "hansa init"/,
    );
  });
});

describe('hansa enable', () => {
  before(async () => succeeded(await hansa('init')));

  it('writes nothing with --dry-run or -o yaml', async () => {
    const before = await contentsOf(client);
    assert.deepEqual(await hansa('enable configmaps --dry-run'), enabled('configmaps', 'configmaps'));
    const { code, stdout } = await hansa('enable configmaps -o yaml');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^---\napiVersion: core\.kubefed\.io\/v1beta1\nkind: FederatedTypeConfig\nmetadata:\n {2}name: configmaps\nspec:$/m,
    );
    assert.match(stdout, /^---\napiVersion: apiextensions\.k8s\.io\/v1\nkind: CustomResourceDefinition$/m);
    assert.deepEqual(writtenBetween(before, await contentsOf(client)), []);
  });

  it('federates a type whose objects can be created at once', async () => {
    assert.deepEqual(await hansa('enable Deployment'), enabled('deployments', 'deployments.apps'));
    const { spec } = await config('deployments.apps');
    assert.equal(spec.propagation, 'Enabled');
    assert.deepEqual(spec.targetType, {
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
      pluralName: 'deployments',
      scope: 'Namespaced',
    });
    const type = {
      group: 'types.kubefed.io',
      version: 'v1beta1',
      plural: 'federateddeployments',
      kind: 'FederatedDeployment',
      namespaced: true,
    };

    const { kind } = type;
    const metadata = { name: 'web', namespace: 'default' };
    await client.create(type, { apiVersion: apiVersionOf(type), kind, metadata, spec: {} } as KubeObject);
    assert.deepEqual(await specFields('federateddeployments.types.kubefed.io'), [
      'overrides',
      'placement',
      'retainReplicas',
      'template',
    ]);
  });

  it('may be run again', async () => {
    assert.deepEqual(await hansa('enable deploy'), enabled('deployments', 'deployments.apps', 'updated'));
  });

  it('puts an f before short names, and retainReplicas only where there are replicas', async () => {
    assert.deepEqual(await hansa('enable cm'), enabled('configmaps', 'configmaps'));
    assert.deepEqual(await specFields('federatedconfigmaps.types.kubefed.io'), ['overrides', 'placement', 'template']);
    const ref = { namespace: '', name: 'federatedconfigmaps.types.kubefed.io' };
    const crd = await client.get<CustomResourceDefinition>(customResourceDefinitionType, ref);
    assert.deepEqual(crd.spec.names.shortNames, ['fcm']);
  });

  it('makes federated namespaces namespaced', async () => {
    assert.deepEqual(await hansa('enable ns'), enabled('namespaces', 'namespaces'));
    const { spec } = await config('namespaces');
    assert.deepEqual([spec.targetType.scope, spec.federatedType.scope], ['Cluster', 'Namespaced']);
  });

  it('makes split types with --split, of a type that is federated already too, which disable takes along', async () => {
    assert.deepEqual(await hansa('enable jobs'), enabled('jobs', 'jobs.batch'));
    assert.deepEqual(await hansa('enable jobs --split'), {
      code: 0,
      stdout:
        `${crd('federatedjobs')} updated\n${crd('federatedjobplacements')} created\n${crd('federatedjoboverrides')} created\n` +
        `federatedtypeconfig.core.kubefed.io/jobs.batch updated in namespace ${namespace}\n`,
      stderr: '',
    });
    assert.equal((await config('jobs.batch')).spec.placementType?.kind, 'FederatedJobPlacement');
    assert.equal((await config('jobs.batch')).spec.overrideType?.pluralName, 'federatedjoboverrides');
    assert.match((await hansa('types -o wide')).stdout, /^jobs\.batch .* Placement,Override /m);
    const { placement } = splitTypesOf(jobs, defaultPlace);
    const metadata = { namespace: 'default', name: 'backup' };
    const own = { apiVersion: apiVersionOf(placement), kind: placement.kind, metadata, spec: { placement: {} } };
    await client.create(placement, own);
    assert.deepEqual(
      await hansa('disable jobs --delete-crd'),
      failed(
        `error: Cannot delete CRD "federatedjobplacements.types.kubefed.io" while resource instances exist. Please try hansa disable again after removing the resource instances or without the '--delete-crd' option\n` +
          'hint: "kubectl get federatedjobplacements.types.kubefed.io -A" lists them\n',
      ),
    );
    await client.delete(placement, metadata);
    const disabled = await hansa('disable jobs --delete-crd');
    succeeded(disabled);
    for (const plural of ['federatedjobs', 'federatedjobplacements', 'federatedjoboverrides']) {
      assert.match(
        disabled.stdout,
        new RegExp(`^customresourcedefinition "${plural}\\.types\\.kubefed\\.io" deleted$`, 'm'),
      );
    }
  });

  it('reads an EnableTypeDirective', async () => {
    const directive =
      'apiVersion: core.kubefed.io/v1beta1\nkind: EnableTypeDirective\nmetadata:\n  name: statefulsets.apps\nspec:\n  federatedGroup: fed.example\n';
    const { code, stdout } = await hansa('enable -f -', directive);
    assert.equal(code, 0);
    assert.match(stdout, /^customresourcedefinition.apiextensions.k8s.io\/federatedstatefulsets.fed.example created$/m);
  });

  it('asks which of several types is meant', async () => {
    assert.deepEqual(
      await hansa('enable widgets'),
      failed(
        'error: Multiple resources are matched by "widgets": widgets.a.example, widgets.b.example. A group-qualified plural name must be provided.\n' +
          'hint: say which one is meant, as in "widgets.a.example"\n',
      ),
    );
  });

  it('federates a type of a CustomResourceDefinition', async () => {
    assert.deepEqual(await hansa('enable widgets.a.example'), enabled('widgets', 'widgets.a.example'));
    assert.ok((await specFields('federatedwidgets.types.kubefed.io')).includes('retainReplicas'));
  });

  it('does not let two types have one federated type', async () => {
    assert.deepEqual(
      await hansa('enable widgets.b.example'),
      failed(
        'error: The federated type "federatedwidgets.types.kubefed.io" of "widgets.b.example" is in use for "widgets.a.example"\n' +
          'hint: "hansa disable widgets.a.example" comes first, or give another --federated-group\n',
      ),
    );
  });

  it('does not change the federated type of a type', async () => {
    const { code, stderr } = await hansa('enable configmaps --federated-group other.example');
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^error: Federation is already enabled for "configmaps" with federated type "federatedconfigmaps\.types\.kubefed\.io\/v1beta1"\. Changing the federated type to "federatedconfigmaps\.other\.example\/v1beta1" is not supported\.$/m,
    );
  });

  it('says so when there is no such type, or none that can be propagated', async () => {
    const unknown = await hansa('enable nosuchthing');
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /^error: Unable to find api resource named "nosuchthing"\.\nhint: /);
    const fleeting = await hansa('enable tokenreviews');
    assert.equal(fleeting.code, 1);
    assert.match(fleeting.stderr, /^error: tokenreviews\.authentication\.k8s\.io cannot be federated: /);
  });
});

describe('hansa disable', () => {
  const key = 'kube-federation-system/deployments.apps';

  it('changes nothing with --dry-run', async () => {
    const before = await contentsOf(client);
    assert.deepEqual(await hansa('disable deployments --dry-run'), {
      code: 0,
      stdout: `FederatedTypeConfig "${key}" would be disabled and deleted (dry run)\n`,
      stderr: '',
    });
    assert.deepEqual(writtenBetween(before, await contentsOf(client)), []);
  });

  it('keeps the definition of a type of which there are objects', async () => {
    assert.deepEqual(
      await hansa('disable deployments --delete-crd'),
      failed(
        `error: Cannot delete CRD "federateddeployments.types.kubefed.io" while resource instances exist. Please try hansa disable again after removing the resource instances or without the '--delete-crd' option\n` +
          'hint: "hansa status deployments.apps -A" lists them\n',
      ),
    );
    assert.equal((await config('deployments.apps')).spec.propagation, 'Enabled');
  });

  it('says so when the controller does not stop', async () => {
    const status = { observedGeneration: 1, propagationController: 'Running' };
    const ref = { namespace, name: 'deployments.apps' };
    await client.mergePatch(federatedTypeConfigType, ref, { status }, { subresource: 'status' });
    const finished = await runHansa('disable deployments', { clusters: [host], clock: hastyClock });
    const { code, stdout, stderr } = withNames(finished, { HOST: host });
    assert.equal(code, 1);
    assert.match(stdout, /^Disabled propagation for FederatedTypeConfig "kube-federation-system\/deployments\.apps"$/m);
    assert.equal(
      stderr,
      'Waiting for the controller to stop ...\n' +
        `error: Propagation controller for FederatedTypeConfig "${key}" did not stop within 10 s\n` +
        'hint: check that "hansa controller" is running, then run the command again\n',
    );
  });

  it('removes the configuration once the controller has stopped, and says what it does in the words of kubefedctl', async () => {
    const running = hansa('disable deployments');
    const status = { observedGeneration: 99, propagationController: 'NotRunning' };
    const ref = { namespace, name: 'deployments.apps' };
    await client.mergePatch(federatedTypeConfigType, ref, { status }, { subresource: 'status' });
    assert.deepEqual(await running, {
      code: 0,
      stdout:
        `Disabled propagation for FederatedTypeConfig "${key}"\n` +
        `Verifying propagation controller is stopped for FederatedTypeConfig "${key}"\n` +
        `Propagation controller for FederatedTypeConfig "${key}" is stopped\n` +
        `federatedtypeconfig "${key}" deleted\n`,
      stderr: '',
    });
    assert.equal(await find(client, federatedTypeConfigType, ref), undefined);
  });

  it('removes the definition too with --delete-crd', async () => {
    const { code, stdout } = await hansa('disable widgets.a.example --delete-crd');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^customresourcedefinition "federatedwidgets\.types\.kubefed\.io" deleted\nfederatedtypeconfig "kube-federation-system\/widgets\.a\.example" deleted$/m,
    );
  });

  it('knows the types that are federated', async () => {
    assert.deepEqual(
      await hansa('disable deployments'),
      failed(
        `error: FederatedTypeConfig "${key}" does not exist\nhint: "hansa types" lists the types that are federated\n`,
      ),
    );
  });
});
