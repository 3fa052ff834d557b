import { DEPRECATIONS } from './deprecation.ts';
import { FEATURE_SETS } from './featureset.ts';
import { GATES } from './gate.ts';
import { PLUGINS } from './plugin.ts';
import { POLICIES } from './policy.ts';
import { RELATIONS } from './relations.ts';
import { SETTINGS } from './settings.ts';
import type { Refused } from './refused.ts';
import { STAGES } from './stages.ts';

/** Every refusal, exactly. */
export const REFUSED: readonly Refused[] = [
  ...GATES,
  ...STAGES,
  ...RELATIONS,
  ...DEPRECATIONS,
  ...PLUGINS,
  ...POLICIES,
  ...SETTINGS,
  ...FEATURE_SETS,
];
