import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { defaultPlace, splitTypesOf } from '../../src/api/federated-type.ts';
import { kubeFedConfigType } from '../../src/api/kubefed-config.ts';
import { apiVersionOf } from '../../src/api/meta.ts';
import { configName } from '../../src/api/names.ts';
import { schedulingPreferenceType } from '../../src/api/scheduling-preference.ts';
import type { JsonObject } from '../../src/base/json.ts';
import type { TriedSchedules } from '../../src/cli/schedule/try-schedule.ts';
import { useFederation } from '../scenarios/federation.ts';
import { configMap, deployment, service, type FederatedKind } from '../scenarios/kinds.ts';
import { inClusters, manifest, overriding, specOf } from '../scenarios/manifests.ts';
import { Lawgiver } from '../scenarios/propagation/lawgiver.ts';
import type { Scene } from '../scenarios/scene.ts';
import { runHansa, type Finished } from './run-hansa.ts';

describe('hansa plan, hansa schedule and hansa explain', { concurrency: 1 }, () => {
  const federation = useFederation({
    members: { bremen: {}, danzig: {} },
    types: ['configmaps', 'deployments.apps', 'services'],
    split: ['configmaps'],
  });
  const dir = mkdtempSync(join(tmpdir(), 'hansa-plan-'));
  let scene: Scene;

  before(async () => {
    scene = await federation.current.scene();
    await scene.apply(configMap, 'settings', inClusters('bremen'));
    await scene.expectStatus(configMap, 'settings', { propagation: 'True', clusters: { bremen: 'OK' } });
  });

  function plan(kind: FederatedKind, name: string, change: JsonObject, flags = ''): Promise<Finished> {
    const file = join(dir, `${name}.json`);
    const metadata = { name, namespace: scene.namespace };
    const head = { apiVersion: apiVersionOf(kind.federated), kind: kind.federated.kind, metadata };
    writeFileSync(file, JSON.stringify({ ...head, spec: specOf(kind, change) }));
    return runHansa(`plan -f ${file} ${flags}`, { clusters: [federation.current.host.cluster] });
  }

  function planFile(name: string, objects: readonly object[]): Promise<Finished> {
    const file = join(dir, `${name}.json`);
    writeFileSync(file, JSON.stringify({ kind: 'List', items: objects }));
    return runHansa(`plan -f ${file}`, { clusters: [federation.current.host.cluster] });
  }

  it('tells where a new object would be, and where not, and writes it nowhere', async () => {
    const { code, stdout, stderr } = await plan(configMap, 'new', inClusters('danzig'));
    assert.equal(code, 0, stderr);
    assert.equal(
      stdout,
      [
        `FederatedConfigMap ${scene.namespace}/new (new)`,
        '  bremen   not placed: not named in spec.placement.clusters',
        '  danzig   created',
        '',
        'In clusters: 1 created. Nothing was written.',
        '',
      ].join('\n'),
    );
    await assert.rejects(scene.read('danzig', configMap, 'new'), { status: 404 });
    await assert.rejects(scene.read('host', { ...configMap, target: configMap.federated }, 'new'), { status: 404 });
  });

  it('tells field by field what would change, and what would go', async () => {
    const change = { template: { data: { colour: 'blue', size: '2' } }, ...inClusters('bremen', 'danzig') };
    const { stdout } = await plan(configMap, 'settings', change);
    assert.match(stdout, /^ {2}bremen {3}changed\n {6}\/data\/colour: "red" -> "blue"\n {6}\/data\/size: \+ "2"$/m);
    assert.match(stdout, /^ {2}danzig {3}created$/m);
    assert.match(
      (await plan(configMap, 'settings', inClusters('danzig'))).stdout,
      /^ {2}bremen {3}deleted: not named/m,
    );
    assert.match((await plan(configMap, 'settings', inClusters('bremen'))).stdout, /^ {2}bremen {3}stays$/m);
    const { data } = await scene.read<{ metadata: { name: string }; data: object }>('bremen', configMap, 'settings');
    assert.deepEqual(data, { colour: 'red' });
  });

  it('fails where a member would refuse, in its words', async () => {
    const broken = { template: { spec: { ports: [{ port: 70_000 }] } }, ...inClusters('bremen') };
    const { code, stdout, stderr } = await plan(service, 'web', broken);
    assert.equal(code, 1);
    assert.match(stdout, /^ {2}bremen {3}refused: .*spec\.ports\[0\]\.port: Invalid value: 70000/m);
    assert.match(stderr, /^error: what is planned would be refused by: bremen$/m);
  });

  it('gives tools all of it', async () => {
    const { stdout } = await plan(
      configMap,
      'settings',
      { template: { data: { colour: 'blue' } }, ...inClusters('bremen') },
      '-o json',
    );
    const { objects } = JSON.parse(stdout) as { objects: { clusters: object[] }[] };
    assert.deepEqual(objects[0]?.clusters, [
      { cluster: 'bremen', kind: 'changed', changes: [{ path: '/data/colour', before: 'red', after: 'blue' }] },
      { cluster: 'danzig', kind: 'not placed', why: 'not named in spec.placement.clusters' },
    ]);
  });

  it('puts together what objects of one name say, and takes from the host what the file does not say', async () => {
    const types = splitTypesOf(configMap.target, defaultPlace);
    const metadata = { name: 'sign', namespace: scene.namespace };
    const placement = manifest(types.placement, metadata, { spec: inClusters('danzig') });
    const whole = manifest(configMap.federated, metadata, { spec: { template: { data: { colour: 'red' } } } });
    const override = manifest(types.override, metadata, {
      spec: overriding('danzig', { path: '/data/colour', value: 'blue' }),
    });
    const planned = await planFile('sign', [placement, override, whole]);
    assert.equal(
      planned.stdout,
      [
        `FederatedConfigMap ${scene.namespace}/sign (new), with FederatedConfigMapPlacement (new) and FederatedConfigMapOverride (new)`,
        '  bremen   not placed: not named in spec.placement.clusters',
        '  danzig   created',
        '',
        'In clusters: 1 created. Nothing was written.',
        '',
      ].join('\n'),
    );
    assert.match(
      (await planFile('sign', [placement])).stdout,
      /nothing would be done anywhere: there is no FederatedConfigMap of this name, neither on the host/,
    );
    const { host } = federation.current;
    for (const [type, object] of [
      [configMap.federated, whole],
      [types.override, override],
    ] as const)
      await host.client.create(type, object);
    const { stdout } = await planFile('sign', [placement]);
    assert.match(stdout, /^FederatedConfigMap \S+\/sign, with FederatedConfigMapPlacement \(new\)$/m);
    assert.match(stdout, /^ {2}danzig {3}created$/m);
    const stray = manifest({ ...types.placement, kind: 'FederatedServicePlacement' }, metadata, {});
    const { stderr } = await planFile('sign', [whole, stray]);
    assert.match(stderr, /object 2 is FederatedServicePlacement of \S+, and services have no split types\nhint: /);
  });

  it("leaves alone what is somebody else's where adoption is disabled", async () => {
    const { host, members } = federation.current;
    await members.get('danzig')?.client.create(configMap.target, {
      metadata: { name: 'theirs', namespace: scene.namespace },
    });
    const adopting = async (adoptResources: string) =>
      federation.current.change(kubeFedConfigType, configName, { spec: { syncController: { adoptResources } } });
    assert.match((await plan(configMap, 'theirs', inClusters('danzig'))).stdout, /^ {2}danzig {3}adopted$/m);
    await adopting('Disabled');
    const { stdout } = await plan(configMap, 'theirs', inClusters('danzig'));
    await adopting('Enabled');
    assert.match(stdout, /^ {2}danzig {3}left alone: it is there already and not Hansa's, .*\(AlreadyExists\)$/m);
    assert.match(stdout, /^Nothing would change in any cluster/m);
    await assert.rejects(host.client.get(configMap.federated, { namespace: scene.namespace, name: 'theirs' }));
  });

  it('says what is no federated object', async () => {
    const file = join(dir, 'plain.json');
    writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'plain' } }));
    const { code, stderr } = await runHansa(`plan -f ${file}`, { clusters: [federation.current.host.cluster] });
    assert.equal(code, 1);
    assert.match(stderr, /plain\.json: object 1 is ConfigMap of v1, and not of a federated type\nhint: /);
  });

  it('explain of every cluster why it has an object, or has it not', async () => {
    const lines = [
      `FederatedConfigMap ${scene.namespace}/settings belongs in 1 of 2 clusters.`,
      '',
      'CLUSTER   IN    STATE   DECIDED BY       WHY',
      'bremen    yes   OK      spec.placement   named in spec.placement.clusters',
      'danzig    no    -       spec.placement   not named in spec.placement.clusters',
      '',
    ];
    const { code, stdout, stderr } = await explain(`configmaps settings -n ${scene.namespace}`);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, lines.join('\n'));
  });

  it('explain replicas, and what is wrong', async () => {
    const clusterOverrides = [{ path: '/spec/replicas', value: 5 }];
    const overrides = [{ clusterName: 'danzig', clusterOverrides }];
    await scene.apply(deployment, 'web', { overrides });
    await scene.expectStatus(deployment, 'web', { propagation: 'True', clusters: { bremen: 'OK', danzig: 'OK' } });
    const { stdout } = await explain(`deployments web -n ${scene.namespace}`);
    assert.match(
      stdout,
      /^bremen +yes +2 \(template\) +OK +spec\.placement +spec\.placement\.clusterSelector is empty/m,
    );
    assert.match(stdout, /^danzig +yes +5 \(override\) +OK /m);
    const { stdout: json } = await explain(`deployments web -n ${scene.namespace} -o json`);
    const { clusters } = JSON.parse(json) as { clusters: { replicas: number; replicasBy: string }[] };
    assert.deepEqual(
      clusters.map(({ replicas, replicasBy }) => [replicas, replicasBy]),
      [
        [2, 'template'],
        [5, 'override'],
      ],
    );
  });

  it('try what a preference would decide, and leave it at that', async () => {
    const metadata = { name: 'web', namespace: scene.namespace };
    const target = { kind: 'FederatedDeployment', name: 'web' };
    const file = join(dir, 'preference.json');
    const attempt = (spec: JsonObject, flags = '') => {
      writeFileSync(file, JSON.stringify(manifest(schedulingPreferenceType, metadata, { spec: { target, ...spec } })));
      return runHansa(`schedule --dry-run -f ${file} ${flags}`, { clusters: [federation.current.host.cluster] });
    };
    const { code, stdout, stderr } = await attempt({ replicas: { divideBy: 'Weight', total: 4 } });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^ {2}bremen {4}2 +Chosen /m);
    assert.match(stdout, /^ {2}danzig {4}5 -> 2 +Chosen /m);
    const only = { clusters: { groups: [{ name: 'one', clusters: [{ name: 'danzig' }] }] } };
    const { preferences } = JSON.parse((await attempt(only, '-o json')).stdout) as TriedSchedules;
    assert.deepEqual(
      preferences[0]?.objects[0]?.schedule?.clusters.map(({ cluster, change, reason }) => [cluster, change, reason]),
      [
        ['bremen', 'goes', 'NotInGroup'],
        ['danzig', 'stays', 'Chosen'],
      ],
    );
    const broken = await attempt({ target: { kind: 'FederatedNothing', name: 'web' } });
    assert.equal(broken.code, 1);
    assert.match(broken.stdout, /cannot be followed: spec\.target\.kind is FederatedNothing, and no type is federated/);
    const { host } = federation.current;
    await assert.rejects(host.client.get(schedulingPreferenceType, metadata), { status: 404 });
  });

  it('explain what a preference has decided', async () => {
    const { host } = federation.current;
    const where = { name: 'web', namespace: scene.namespace };
    const spec = { target: { kind: 'FederatedDeployment', name: 'web' }, replicas: { divideBy: 'Weight', total: 9 } };
    await host.client.create(schedulingPreferenceType, manifest(schedulingPreferenceType, where, { spec }));
    await scene.expectIn('bremen', deployment, 'web', { spec: { replicas: 4 } });
    const { stdout } = await explain(`deployments web -n ${scene.namespace}`);
    const by = `SchedulingPreference ${scene.namespace}/web`;
    assert.match(stdout, new RegExp(`^bremen +yes +4 \\(preference\\) +OK +${by} +it is among the best`, 'm'));
    assert.match(stdout, new RegExp(`^danzig +yes +5 \\(override\\) +OK +${by} `, 'm'));
    await host.client.delete(schedulingPreferenceType, where);
  });

  it('explain nothing of what is not there', async () => {
    const { code, stderr } = await explain(`configmaps nobody -n ${scene.namespace}`);
    assert.equal(code, 1);
    assert.match(stderr, /there is no FederatedConfigMap "nobody" in namespace/);
  });

  // Last: the policy holds for whatever comes after it.
  it('heeds policies, and names the one that is in the way', async () => {
    const law = new Lawgiver(federation.current, scene);
    await law.forNamespace('law', { denied: { expression: 'true' } });
    const { stdout } = await plan(configMap, 'settings', inClusters('bremen', 'danzig'));
    const who = `PlacementPolicy ${scene.namespace}/law: spec.denied.expression is true`;
    assert.match(stdout, /^ {2}bremen {3}stays$/m);
    assert.ok(stdout.includes(`  danzig   not placed: ${who}\n`), stdout);
    const { stdout: explained } = await explain(`configmaps settings -n ${scene.namespace}`);
    const kept = 'kept, though not allowed any more: spec.denied.expression is true';
    assert.match(explained, new RegExp(`^bremen +yes +OK +PlacementPolicy ${scene.namespace}/law +${kept}$`, 'm'));
  });

  function explain(line: string): Promise<Finished> {
    return runHansa(`explain ${line}`, { clusters: [federation.current.host.cluster] });
  }
});
