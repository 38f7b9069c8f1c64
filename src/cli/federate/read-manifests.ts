import {
  boolYaml11Tag,
  CORE_SCHEMA,
  defineScalarTag,
  intYaml11Tag,
  loadAll,
  mergeTag,
  NOT_RESOLVED,
  YAMLException,
} from 'js-yaml';
import { federateManifest, manifestsOf } from '../../plan/federate/federate-manifest.ts';
import type { FederatedFrom } from '../../plan/federate/federate-object.ts';
import { CommandFailure } from '../failure.ts';

/** Manifests are YAML as kubectl reads it: `0644` is octal and `yes` is true, while dates and `22:30` are text. */
const schema = CORE_SCHEMA.withTags(
  boolYaml11Tag,
  defineScalarTag(intYaml11Tag.tagName, {
    ...intYaml11Tag,
    resolve: (source, ...rest) => (source.includes(':') ? NOT_RESOLVED : intYaml11Tag.resolve(source, ...rest)),
  }),
  mergeTag,
);

/** Federates the manifests of a file, YAML or JSON, without asking any server; throws CommandFailure when one is none. */
export function federateManifests(file: string, text: string): FederatedFrom[] {
  return manifestsOf(parseDocuments(file, text)).map((manifest, index) => {
    const made = federateManifest(manifest);
    if (made.ok) return made.from;
    throw new CommandFailure(`${file}: object ${index + 1}: ${made.reason}`, {
      next: 'it should hold manifests of objects as "kubectl apply" takes them',
      kubefed: `Failed to load yaml from file "${file}": object ${index + 1}: ${made.reason}`,
    });
  });
}

function parseDocuments(file: string, text: string): unknown[] {
  try {
    return loadAll(text, { schema });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new CommandFailure(`${file}: ${error.message}`, {
      kubefed: `Failed to load yaml from file "${file}": ${error.message}`,
      cause: error,
    });
  }
}
