import type { FeatureGate } from '../../../src/api/feature-gates.ts';
import { federatedTypeConfigType } from '../../../src/api/federated-type-config.ts';
import { kubeFedConfigType } from '../../../src/api/kubefed-config.ts';
import { configName } from '../../../src/api/names.ts';
import type { Federation } from '../federation.ts';

/** Switches a feature gate while the controllers run. */
export async function setGate(federation: Federation, name: FeatureGate, on: boolean): Promise<void> {
  const featureGates = [{ name, configuration: on ? 'Enabled' : 'Disabled' }];
  await federation.change(kubeFedConfigType, configName, { spec: { featureGates } });
}

/** Switches status collection of the types, named as FederatedTypeConfigs are. */
export async function setCollection(federation: Federation, on: boolean, types: readonly string[]): Promise<void> {
  const spec = { statusCollection: on ? 'Enabled' : 'Disabled' };
  for (const type of types) await federation.change(federatedTypeConfigType, type, { spec });
}
