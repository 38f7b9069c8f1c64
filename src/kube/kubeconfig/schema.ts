import { z } from 'zod';

// An absent field, null and the empty string mean the same to kubectl.
const text = z
  .string({ error: 'must be a string; a number or true and false must stand in quotes' })
  .nullish()
  .transform((value) => value ?? '');
const flag = z
  .boolean({ error: 'must be true or false, without quotes' })
  .nullish()
  .transform((value) => value ?? false);
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

function list<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
}

const cluster = z.looseObject({
  server: text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': flag,
  'certificate-authority': text,
  'certificate-authority-data': text,
  'proxy-url': text,
  extensions: list(z.looseObject({ name: text, extension: z.unknown() })),
});

const exec = z.looseObject({
  command: text,
  args: texts,
  env: list(z.looseObject({ name: z.string(), value: text })),
  apiVersion: text,
  installHint: text,
  provideClusterInfo: flag,
  interactiveMode: text,
});

const user = z.looseObject({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  as: text,
  'as-uid': text,
  'as-groups': texts,
  'as-user-extra': z
    .record(z.string(), z.array(z.string()))
    .nullish()
    .transform((value) => value ?? {}),
  'auth-provider': z.looseObject({ name: text }).nullish(),
  exec: exec.nullish(),
});

const context = z.looseObject({ cluster: text, user: text, namespace: text });

/** A kubeconfig file; fields that are not read pass. */
export const kubeconfigFile = z.looseObject({
  'current-context': text,
  clusters: list(z.looseObject({ name: z.string(), cluster })),
  users: list(z.looseObject({ name: z.string(), user: user.nullish().transform((value) => value ?? user.parse({})) })),
  contexts: list(
    z.looseObject({ name: z.string(), context: context.nullish().transform((value) => value ?? context.parse({})) }),
  ),
});

export type KubeconfigFile = z.output<typeof kubeconfigFile>;
export type ClusterEntry = z.output<typeof cluster>;
export type UserEntry = z.output<typeof user>;
export type ContextEntry = z.output<typeof context>;
export type ExecEntry = z.output<typeof exec>;
