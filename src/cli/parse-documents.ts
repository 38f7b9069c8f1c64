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
import { CommandFailure } from './failure.ts';

/** Manifests are YAML as kubectl reads it: `0644` is octal and `yes` is true, while dates and `22:30` are text. */
const schema = CORE_SCHEMA.withTags(
  boolYaml11Tag,
  defineScalarTag(intYaml11Tag.tagName, {
    ...intYaml11Tag,
    resolve: (source, ...rest) => (source.includes(':') ? NOT_RESOLVED : intYaml11Tag.resolve(source, ...rest)),
  }),
  mergeTag,
);

/** The documents of a file, YAML or JSON; throws CommandFailure when it cannot be read. */
export function parseDocuments(file: string, text: string): unknown[] {
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
