import { publishedGates } from '../steps/publication.ts';
import type { PublishedState } from '../config/observed-configs.ts';
import type { FeatureSetVerdict } from '../install/feature-set-verdict.ts';

/**
 * The verdict with news of what stands where it publishes. Undefined where they may decide more than that, so that all is
 * to be judged anew: something holds it back, or what stands has a gate that is not declared.
 */
export function withPublished(
  verdict: FeatureSetVerdict,
  published: PublishedState | undefined,
): FeatureSetVerdict | undefined {
  if (verdict.publication?.heldBack !== false) return undefined;
  if (!publishedGates(published).every((gate) => verdict.rows.has(gate))) return undefined;
  return { ...verdict, published };
}
