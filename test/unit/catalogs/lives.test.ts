import { describe, expect, test } from 'vitest';
import { goldenLines } from '../../support/golden-table.ts';
import { livesOf } from './lives.ts';

const COMPONENTS = ['gateway-api-inference-extension', 'llm-d-router', 'nvidia-dra-driver', 'tekton-pipelines'];

describe('every gate and plugin of a catalog at every release of its component', () => {
  test.each(COMPONENTS)(
    '%s: levels, defaults, verdicts on removals, and what an install is told (R10, R39, R44, R54, R56, R62)',
    (component) => {
      expect(livesOf(component).map(({ line }) => line)).toEqual(goldenLines(`catalogs/${component}.txt`));
    },
  );
});
