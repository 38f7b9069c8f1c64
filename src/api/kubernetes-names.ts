import { z } from 'zod';
import { ruled, textRule } from './rule.ts';

const label = '[a-z]([-a-z0-9]*[a-z0-9])?';
const part = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';

/** A DNS-1035 label, which plurals and versions of API types are. */
export const dnsLabel = ruled(
  z.string().max(63),
  textRule({
    pattern: `^${label}$`,
    message: "must be lower-case letters, digits and '-', beginning with a letter, such as 'deployments' or 'v1'",
  }),
);

/** A kind, whose lower-case form is a DNS-1035 label. */
export const kindName = ruled(
  z.string().max(63),
  textRule({
    pattern: '^[A-Za-z]([-A-Za-z0-9]*[A-Za-z0-9])?$',
    message: "must be letters, digits and '-', beginning with a letter, such as 'Deployment'",
  }),
);

/** The name of most objects: a DNS-1123 subdomain. */
export const objectName = ruled(
  z.string().max(253),
  textRule({
    pattern: `^${part}(\\.${part})*$`,
    message: "must be lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit",
  }),
);

/** The group of an API type that may be built in; empty for the core group. */
export const apiGroup = ruled(
  z.string().max(253),
  textRule({
    pattern: `^(${part}(\\.${part})*)?$`,
    message: "must be a DNS subdomain such as 'apps' or 'networking.k8s.io', or absent for the core group",
  }),
);

/** The group of an API type a CRD defines. */
export const crdGroup = ruled(
  z.string().max(253),
  textRule({
    pattern: `^${part}(\\.${part})+$`,
    message: "should be a domain with at least one dot, such as 'types.kubefed.io'",
  }),
);
