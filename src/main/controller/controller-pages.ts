import type { Page, Pages } from '../../runtime/page-server.ts';
import type { PrometheusMeter } from '../../runtime/metrics/prometheus-meter.ts';

/** What a controller process does at present. */
export type Phase =
  /** It cannot begin yet. */
  | { readonly kind: 'waiting'; readonly why: string }
  | { readonly kind: 'standing by'; readonly leader: string }
  | { readonly kind: 'leading'; readonly synced: boolean };

/** /healthz says that the process is alive, and nothing more; /readyz whether it does what it should. */
export function healthPages(phase: () => Phase): Pages {
  return { '/healthz': () => ({ status: 200, text: 'OK' }), '/readyz': () => readyPage(phase()) };
}

export function metricsPages(meter: PrometheusMeter): Pages {
  return {
    '/metrics': async () => ({ status: 200, contentType: meter.contentType, text: await meter.render() }),
  };
}

function readyPage(phase: Phase): Page {
  switch (phase.kind) {
    case 'waiting':
      return { status: 503, text: `not ready: ${phase.why}\n` };
    case 'standing by':
      return { status: 200, text: `ok: standing by for ${phase.leader}\n` };
    case 'leading':
      if (phase.synced) return { status: 200, text: 'ok: leading\n' };
      return { status: 503, text: 'not ready: leading, and the caches of the host are not filled yet\n' };
  }
}
