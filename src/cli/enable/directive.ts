import { load, YAMLException } from 'js-yaml';
import { z } from 'zod';
import { parseKind, kindSchema } from '../../api/kind.ts';
import { defaultPlace } from '../../api/federated-type.ts';
import { CommandFailure } from '../failure.ts';

/** What is to be enabled, and under which names. */
export interface EnableDirective {
  /** As a person writes it: plural, kind, short name, `plural.group`. */
  readonly type: string;
  /** Of the target; absent means the one the host prefers. */
  readonly targetVersion: string | undefined;
  readonly federatedGroup: string;
  readonly federatedVersion: string;
}

const apiVersion = 'core.kubefed.io/v1beta1';
const kind = 'EnableTypeDirective';

const directive = kindSchema({
  apiVersion: z.literal(apiVersion),
  kind: z.literal(kind),
  spec: z
    .object({
      targetVersion: z.string().exactOptional(),
      federatedGroup: z.string().default(defaultPlace.federatedGroup),
      federatedVersion: z.string().default(defaultPlace.federatedVersion),
    })
    .prefault({}),
});

/** Reads KubeFed's EnableTypeDirective, which is a form of file and no type of an API server. Throws CommandFailure. */
export function parseDirective(file: string, text: string): EnableDirective {
  const parsed = parseKind(directive, parseYaml(file, text));
  if (!parsed.ok) {
    throw new CommandFailure(`${file}: ${parsed.reasons.join('; ')}`, {
      next: `it should be an ${kind} of ${apiVersion}, its metadata.name the type to enable`,
    });
  }
  const { metadata, spec } = parsed.value;
  return { type: metadata.name, targetVersion: spec.targetVersion, ...spec };
}

function parseYaml(file: string, text: string): unknown {
  try {
    return load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new CommandFailure(`${file}: ${error.message}`);
  }
}
