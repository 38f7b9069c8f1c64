import type { IntentProblem } from '../../plan/propagate/decide.ts';
import type { Intent } from '../../plan/propagate/compose-intent.ts';
import type { MemberDeleteOptions } from '../../plan/propagate/delete-options.ts';

/** What is aimed at for one object in one cluster. */
export type Aim =
  | { readonly kind: 'present'; readonly intent: Intent }
  /** It should be there, but nobody can say as what. */
  | { readonly kind: 'problem'; readonly problem: IntentProblem }
  /** It should not be there. verify: the cache's word is not enough, ask the server. */
  | { readonly kind: 'absent'; readonly verify: boolean; readonly options: MemberDeleteOptions }
  /** It should not come to be there; if it is there, that has to be decided anew. */
  | { readonly kind: 'barred' }
  /** It may stay, but is no longer Hansa's. */
  | { readonly kind: 'released' }
  /** Nothing may be done: what the decision needs is not complete. */
  | { readonly kind: 'unknown' };
