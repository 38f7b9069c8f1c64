import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubeFedClusterType, type KubeFedCluster } from '../../api/kubefed-cluster.ts';
import { federatedTypeConfigType, type FederatedTypeConfig } from '../../api/federated-type-config.ts';
import { systemNamespaceDefault } from '../../api/names.ts';
import { clusterReadiness } from '../../cli/cluster-readiness.ts';
import { CommandFailure } from '../../cli/failure.ts';
import { goods, members, shopNamespace, types } from '../shop.ts';
import { perform, type Stage } from '../stage.ts';

const controllerEntry = join(import.meta.dirname, '../../main/hansa.ts');
/** API servers put it on every namespace. */
const nameLabel = `kubernetes.io/metadata.name=${shopNamespace}`;
const runningMessage = '"controllers run"';

/** Makes a federation of the clusters, and starts the controllers. */
export async function federate(stage: Stage): Promise<void> {
  const { narrator } = stage;
  requireControllerManagers(stage);
  offerEnvironment(stage);
  narrator.chapter('One federation');
  narrator.say('The host keeps what is wanted. The controller makes it true in every member that joins.');
  await perform(
    stage,
    'hansa init --set clusterHealthCheck.period=1s \\\n' +
      '--set clusterHealthCheck.timeout=1s \\\n' +
      '--set clusterHealthCheck.failureThreshold=2',
  );
  await startController(stage);
  for (const { name } of members) await perform(stage, `hansa join ${name}`);
  for (const { name, region, tier } of members) {
    await perform(
      stage,
      `kubectl label kubefedclusters -n ${systemNamespaceDefault} \\\n${name} region=${region} tier=${tier}`,
    );
  }
  for (const type of types) await perform(stage, `hansa enable ${type}`);
  watchClusters(stage);
  await stage.lookout.until('every cluster is ready, and every type is propagated', () => isComplete(stage));
  await perform(stage, 'hansa clusters', 'told');
}

/** Without one in every member there are no tokens to join with, and no Pods. */
function requireControllerManagers({ lab }: Stage): void {
  if (lab().clusters.every(({ full }) => full)) return;
  throw new CommandFailure('the demo needs a kube-controller-manager for its clusters, and there is none', {
    next: 'install Go and unset KUBEBUILDER_ASSETS, so that the lab builds one',
  });
}

/** Leaves a file from which a person's shell learns what the demo's own commands know. */
function offerEnvironment({ narrator, dir, lab, environmentScript }: Stage): void {
  writeFileSync(join(lab().dir, 'env'), environmentScript, { mode: 0o600 });
  narrator.command(`. ${dir}/env     # KUBECONFIG, and hansa and kubectl on the PATH`)();
}

/** Starts `hansa controller` beside this program; the demo ends with it when it ends by itself. */
async function startController(stage: Stage): Promise<void> {
  const { narrator, clock, shell, dir } = stage;
  const ended = narrator.command(`hansa controller 2> ${dir}/log/controller.log &`);
  const began = clock.now();
  const controller = await stage.lab().startCompanion({
    name: 'controller',
    what: 'hansa controller',
    program: process.execPath,
    args: [controllerEntry, 'controller', '--kubeconfig', shell.env['KUBECONFIG'] ?? ''],
    isReady: (log) => log.includes(runningMessage),
    signal: shell.signal,
  });
  ended(clock.now() - began);
  void controller.ended.then((how) => stage.giveUp(new CommandFailure(`hansa controller ended with ${how}`)));
}

function watchClusters({ lookout, lab }: Stage): void {
  const system = systemNamespaceDefault;
  const { host } = lab();
  lookout.watch(host, [
    { type: kubeFedClusterType, namespace: system },
    { type: federatedTypeConfigType, namespace: system },
    ...goods.map(({ federated }) => ({ type: federated, namespace: shopNamespace })),
  ]);
  const inShop = goods.map(({ target: type }) =>
    type.namespaced ? { type, namespace: shopNamespace } : { type, labelSelector: nameLabel },
  );
  for (const { name } of members) lookout.watch(lab().cluster(name), inShop);
}

function isComplete({ lookout }: Stage): boolean {
  const namespace = systemNamespaceDefault;
  if (!lookout.isWatching) return false;
  const ready = members.every(({ name }) => {
    const cluster = lookout.find<KubeFedCluster>('host', kubeFedClusterType, { namespace, name });
    return cluster !== undefined && clusterReadiness(cluster) === 'True';
  });
  return (
    ready &&
    types.every((name) => {
      const config = lookout.find<FederatedTypeConfig>('host', federatedTypeConfigType, { namespace, name });
      return config?.status?.propagationController === 'Running';
    })
  );
}
