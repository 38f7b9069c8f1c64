import { kubeFedConfigType, parseKubeFedConfig } from '../api/kubefed-config.ts';
import { resolveKubeFedConfig, type KubeFedSettings } from '../api/kubefed-settings.ts';
import { configName } from '../api/names.ts';
import { find } from './apply-object.ts';
import { CommandFailure } from './failure.ts';
import type { HostToRead } from './host.ts';

/** The settings of the federation, as the controllers have them; throws CommandFailure where there are none to be used. */
export async function readSettings({ client, namespace }: HostToRead): Promise<KubeFedSettings> {
  const config = await find(client, kubeFedConfigType, { namespace, name: configName });
  if (!config) {
    const what = `A KubeFedConfig named "${configName}" was not found in namespace "${namespace}".`;
    const kubefed = `${what} Is a KubeFed control plane running in this namespace?`;
    throw new CommandFailure(`${client.name}: ${kubefed}`, {
      kubefed,
      next: 'run "hansa init" to set up a federation there, or name the right host with --host-cluster-context and --kubefed-namespace',
    });
  }
  const parsed = parseKubeFedConfig(config);
  if (parsed.ok) return resolveKubeFedConfig(parsed.value);
  throw new CommandFailure(`${client.name}: KubeFedConfig ${configName} cannot be used: ${parsed.reasons.join('; ')}`, {
    next: `correct it: kubectl -n ${namespace} edit kubefedconfig ${configName}`,
  });
}
