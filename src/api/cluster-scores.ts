import type { KubeFedCluster } from './kubefed-cluster.ts';
import { scoreAnnotationPrefix } from './names.ts';

/** The values that others have found for a cluster, by name, from its annotations; what is not a number says nothing. */
export function scoresOf({ metadata }: KubeFedCluster): Record<string, number> {
  const scores: Record<string, number> = {};
  for (const [name, text] of Object.entries(metadata.annotations ?? {})) {
    if (!name.startsWith(scoreAnnotationPrefix) || text.trim() === '') continue;
    const value = Number(text);
    if (Number.isFinite(value)) scores[name.slice(scoreAnnotationPrefix.length)] = value;
  }
  return scores;
}
