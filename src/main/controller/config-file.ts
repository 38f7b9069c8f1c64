import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { load } from 'js-yaml';
import { parseKubeFedConfig } from '../../api/kubefed-config.ts';
import { resolveKubeFedConfig, type KubeFedSettings } from '../../api/kubefed-settings.ts';
import { CommandFailure } from '../../cli/failure.ts';
import { messageOf } from '../../base/message-of.ts';

/** The settings of a KubeFedConfig in a file, defaults filled in; throws CommandFailure when it cannot be used. */
export function readConfigFile(path: string, cwd: string): KubeFedSettings {
  const parsed = parseKubeFedConfig(readYaml(path, resolve(cwd, path)));
  if (parsed.ok) return resolveKubeFedConfig(parsed.value);
  throw new CommandFailure(`--kubefed-config ${path}: invalid KubeFedConfig: ${parsed.reasons.join('; ')}`);
}

function readYaml(path: string, absolute: string): unknown {
  try {
    const object = load(readFileSync(absolute, 'utf8'));
    // It counts whatever it is called.
    return typeof object === 'object' && object !== null ? { metadata: { name: 'file' }, ...object } : object;
  } catch (error) {
    throw new CommandFailure(`--kubefed-config ${path}: ${messageOf(error)}`, { cause: error });
  }
}
