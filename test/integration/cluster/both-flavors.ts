import { describe } from 'vitest';
import type { Flavor } from '../../../hack/control-plane/spec.ts';

/** Both API servers, each with the installation that is meant for it. */
const FLAVORS = [
  ['full', 'default'],
  ['generic', 'generic'],
] as const;

/**
 * The same tests on both API servers with `config/FOLDER` on each: the servers side by side, since tests wait more than they work, the
 * tests of one server one after another.
 */
export function onBothFlavors(what: string, tests: (flavor: Flavor, folder: string) => void): void {
  describe.concurrent.each(FLAVORS)('on the %s flavor with config/%s', (flavor, folder) => {
    describe(what, { concurrent: false }, () => tests(flavor, folder));
  });
}
