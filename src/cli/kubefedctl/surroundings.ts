import type { CliContext } from '../context.ts';
import type { Klog } from './klog.ts';

/** What kubefedctl's commands run in. */
export interface KubefedctlSurroundings {
  readonly context: CliContext;
  readonly klog: Klog;
  /** Of this program. */
  readonly version: string;
}

/** The context of a command that prints its results: what else there is to say goes to the log. */
export function printing({ context, klog }: KubefedctlSurroundings): CliContext {
  return { ...context, isTerminal: false, err: (text) => log(klog, text) };
}

/** The context of a command that prints nothing, as join and unjoin: what it does goes to the log at level 2. */
export function silent(surroundings: KubefedctlSurroundings): CliContext {
  return { ...printing(surroundings), out: (text) => surroundings.klog.info(2, text) };
}

const warning = /^warning: /;

function log(klog: Klog, text: string): void {
  if (warning.test(text)) klog.warning(text.replace(warning, ''));
  else klog.info(2, text);
}
