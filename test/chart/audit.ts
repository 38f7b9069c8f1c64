import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What somebody asked of an API server, as its audit log has it. */
export interface AuditedRequest {
  readonly verb: string;
  /** As in `leases.coordination.k8s.io` or `federatedconfigmaps/status.types.kubefed.io`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly status: number;
}

interface AuditEvent {
  readonly verb: string;
  readonly objectRef?: Readonly<
    Record<'apiGroup' | 'resource' | 'subresource' | 'namespace' | 'name', string | undefined>
  >;
  readonly responseStatus?: { readonly code?: number };
}

/** An audit log of what one user asks, for an API server that is started with its flags. */
export class Audit {
  readonly flags: readonly string[];
  readonly #directory = mkdtempSync(join(tmpdir(), 'hansa-audit-'));
  readonly #log = join(this.#directory, 'audit.log');

  constructor(user: string) {
    const policy = join(this.#directory, 'policy.json');
    const rules = [
      { level: 'Metadata', users: [user], omitStages: ['RequestReceived'] },
      { level: 'None', users: [] },
    ];
    writeFileSync(policy, JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }));
    this.flags = [`--audit-policy-file=${policy}`, `--audit-log-path=${this.#log}`];
  }

  read(): AuditedRequest[] {
    const lines = readFileSync(this.#log, 'utf8').split('\n');
    return lines.filter(Boolean).map((line) => {
      const { verb, objectRef, responseStatus } = JSON.parse(line) as AuditEvent;
      const { resource = '', subresource, apiGroup, namespace = '', name = '' } = objectRef ?? {};
      return {
        verb,
        resource: resourceName(resource, subresource, apiGroup),
        namespace,
        name,
        status: responseStatus?.code ?? 0,
      };
    });
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true });
  }
}

/** As rules have it: the subresource before the group. */
export function resourceName(resource: string, subresource: string | undefined, group: string | undefined): string {
  return `${resource}${subresource ? `/${subresource}` : ''}${group ? `.${group}` : ''}`;
}
