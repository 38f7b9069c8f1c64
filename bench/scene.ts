import type { Clock } from '../src/base/clock.ts';
import type { KubeClient } from '../src/kube/client.ts';
import type { MemberViews } from './member-views.ts';

/** Where everything is measured: a federation of real API servers, and what watches it. */
export interface Scene {
  readonly host: KubeClient;
  readonly members: readonly KubeClient[];
  readonly views: MemberViews;
  readonly clock: Clock;
  /** After this, what is not as it should be is an error. */
  readonly deadlineMs: number;
  /** Aborts when the user does, or when what is being measured has ended by itself. */
  readonly signal: AbortSignal;
}
