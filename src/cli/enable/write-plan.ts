import { customResourceDefinitionType } from '../../api/crd.ts';
import { federatedTypeConfigType } from '../../api/federated-type-config.ts';
import { refOf } from '../../api/meta.ts';
import { applyObject, find } from '../apply-object.ts';
import type { CliContext } from '../context.ts';
import { awaitEstablished } from '../established.ts';
import type { Host } from '../host.ts';
import type { EnablePlan } from './plan-enable.ts';

/** Has a type federated, in lines of kubefedctl's, which scripts read; resolves when objects of it can be created. */
export async function writePlan(
  context: CliContext,
  { client, namespace }: Host,
  plan: EnablePlan,
  dryRun: boolean,
): Promise<void> {
  const { crds, config } = plan;
  for (const crd of crds) {
    const definition = await applyObject(client, customResourceDefinitionType, crd, { dryRun });
    context.out(`customresourcedefinition.apiextensions.k8s.io/${crd.metadata.name} ${verb(definition.outcome)}\n`);
  }
  if (!dryRun) await awaitEstablished(context, client, crds);
  const object = { ...config, metadata: { ...config.metadata, namespace } };
  const isThere = (await find(client, federatedTypeConfigType, refOf(object))) !== undefined;
  if (isThere) await client.mergePatch(federatedTypeConfigType, refOf(object), { spec: config.spec }, { dryRun });
  else await client.create(federatedTypeConfigType, object, { dryRun });
  context.out(
    `federatedtypeconfig.core.kubefed.io/${config.metadata.name} ${isThere ? 'updated' : 'created'} in namespace ${namespace}\n`,
  );
}

function verb(outcome: 'created' | 'configured' | 'unchanged'): string {
  return outcome === 'created' ? 'created' : 'updated';
}
