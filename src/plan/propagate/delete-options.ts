import { isJsonObject } from '../../base/json.ts';
import { deleteOptionAnnotation } from '../../api/names.ts';

/** What of metav1.DeleteOptions a user may set for the members' objects. */
export interface MemberDeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
}

export type ParsedDeleteOptions =
  | { readonly ok: true; readonly options: MemberDeleteOptions }
  | { readonly ok: false; readonly message: string };

const policies = ['Orphan', 'Background', 'Foreground'] as const;

/** Reads the deleteoption annotation; absent means the server's defaults. Preconditions are Hansa's own and ignored. */
export function parseDeleteOptions(annotation: string | undefined): ParsedDeleteOptions {
  if (annotation === undefined) return { ok: true, options: {} };
  const value = parsed(annotation);
  if (!isJsonObject(value)) return wrong('it is not a JSON object');
  // Null means absent, as everywhere in Kubernetes.
  const [grace, wanted] = [value['gracePeriodSeconds'] ?? undefined, value['propagationPolicy'] ?? undefined];
  if (grace !== undefined && (typeof grace !== 'number' || !Number.isInteger(grace) || grace < 0)) {
    return wrong('gracePeriodSeconds must be a whole number of seconds, 0 or more');
  }
  const policy = policies.find((known) => known === wanted);
  if (wanted !== undefined && policy === undefined) {
    return wrong(`propagationPolicy must be one of ${policies.join(', ')}`);
  }
  return {
    ok: true,
    options: {
      ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
      ...(policy === undefined ? {} : { propagationPolicy: policy }),
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wrong(what: string): ParsedDeleteOptions {
  return {
    ok: false,
    message: `annotation ${deleteOptionAnnotation} cannot be used: ${what}. Correct it or remove it; nothing is deleted until then`,
  };
}
