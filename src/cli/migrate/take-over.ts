import { coreCrds } from '../../api/core-crds.ts';
import { customResourceDefinitionType, type CustomResourceDefinition } from '../../api/crd.ts';
import {
  federatedResource,
  federatedTypeConfigType,
  type FederatedTypeConfig,
} from '../../api/federated-type-config.ts';
import { qualifiedPlural, type KubeObject, type ResourceType } from '../../api/meta.ts';
import { sleep } from '../../base/clock.ts';
import { applyObject } from '../apply-object.ts';
import type { CliContext } from '../context.ts';
import { planEnable } from '../enable/plan-enable.ts';
import { awaitEstablished } from '../established.ts';
import { CommandFailure } from '../failure.ts';
import type { Host } from '../host.ts';
import { formatOutcome } from '../outcome-line.ts';
import { withProgress } from '../progress.ts';
import { deploymentType, webhookTypes } from './remnants.ts';
import type { Survey } from './survey.ts';

const podType: ResourceType = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };
const managerPods = 'kubefed-control-plane=controller-manager';
const podPatienceMs = 90_000;
const pollMs = 500;

/**
 * Stops KubeFed on the host and brings the definitions of the types up to date. In this order, so that at no time two
 * control planes write; each step may be done again, so what broke off goes on with the same command.
 */
export async function takeOver(context: CliContext, host: Host, survey: Survey, dryRun: boolean): Promise<void> {
  context.out('\n');
  await stopDeployments(context, host, survey, dryRun);
  await removeWebhooks(context, host, survey, dryRun);
  const crds = [...coreCrds(), ...(await federatedCrds(context, host))];
  for (const crd of crds) {
    const { outcome } = await applyObject(host.client, customResourceDefinitionType, crd, { dryRun });
    context.out(formatOutcome({ type: customResourceDefinitionType, name: crd.metadata.name, outcome, dryRun }));
  }
  if (dryRun) return;
  await awaitEstablished(context, host.client, crds);
  context.out(nextSteps(survey));
}

async function stopDeployments(context: CliContext, host: Host, { remnants }: Survey, dryRun: boolean): Promise<void> {
  const { client, namespace } = host;
  for (const { name } of remnants.deployments) {
    await client.mergePatch(deploymentType, { namespace, name }, { spec: { replicas: 0 } }, { dryRun });
    context.out(`deployment.apps/${name} scaled to 0${dryRun ? ' (dry run)' : ''}\n`);
  }
  if (!dryRun) await withProgress(context, "Waiting for KubeFed's pods to end", () => awaitNoPods(context, host));
}

async function awaitNoPods({ clock }: CliContext, { client, namespace }: Host): Promise<void> {
  const until = clock.now() + podPatienceMs;
  for (;;) {
    const { items } = await client.list<KubeObject>(podType, { namespace, labelSelector: managerPods });
    if (items.length === 0) return;
    if (clock.now() > until) {
      const names = items.map(({ metadata }) => metadata.name).join(', ');
      throw new CommandFailure(`${client.name}: KubeFed's pods do not end: ${names}`, {
        next: `see what keeps them (kubectl -n ${namespace} describe pod), then run the same command again`,
      });
    }
    await sleep(clock, pollMs);
  }
}

async function removeWebhooks(
  context: CliContext,
  { client }: Host,
  { remnants }: Survey,
  dryRun: boolean,
): Promise<void> {
  for (const { resource, name } of remnants.webhooks) {
    const type = webhookTypes.find((one) => qualifiedPlural(one.type) === resource)?.type;
    if (!type) continue;
    await client.delete(type, { namespace: '', name }, { dryRun });
    context.out(formatOutcome({ type, name, outcome: 'deleted', dryRun }));
  }
}

/** KubeFed's have no room for what Hansa keeps in the status. */
async function federatedCrds(context: CliContext, host: Host): Promise<CustomResourceDefinition[]> {
  const { items } = await host.client.list<FederatedTypeConfig>(federatedTypeConfigType, { namespace: host.namespace });
  const crds: CustomResourceDefinition[] = [];
  for (const config of items) {
    const federated = federatedResource(config);
    const {
      crds: [crd],
    } = await planEnable(host, {
      type: config.metadata.name,
      targetVersion: config.spec.targetType.version,
      federatedGroup: federated.group,
      federatedVersion: federated.version,
    });
    if (crd.metadata.name === qualifiedPlural(federated)) crds.push(crd);
    else {
      context.err(
        `warning: ${qualifiedPlural(federated)} has a name of its own, and its definition is left as it is. ` +
          'Hansa keeps messages and versions in the status: add them to its schema as in docs/reference/api.md\n',
      );
    }
  }
  return crds;
}

function nextSteps({ remnants, namespace }: Survey): string {
  const back = remnants.deployments
    .map(({ name, replicas }) => `\n  kubectl -n ${namespace} scale deployment ${name} --replicas=${replicas}`)
    .join('');
  return (
    'KubeFed is stopped, and the host is ready for Hansa: run "hansa controller", or install the chart.\n' +
    (back === '' ? '' : `To go back, stop Hansa and run:${back}\n`)
  );
}
