import { backlog } from './backlog.ts';
import { burst, largeObject } from './burst.ts';
import { empty } from './empty.ts';
import { fleetOf1000, fleetOf10000, smallFleets } from './fleet.ts';
import { manyGates } from './many-gates.ts';
import { publishing } from './publishing.ts';
import type { Scenario } from './scene.ts';

/** Every scenario by the name that `--only` takes. */
export const SCENARIOS: Readonly<Record<string, { readonly scenario: Scenario; readonly fullOnly: boolean }>> = {
  empty: { scenario: empty, fullOnly: false },
  backlog: { scenario: backlog, fullOnly: false },
  smallFleets: { scenario: smallFleets, fullOnly: false },
  fleetOf1000: { scenario: fleetOf1000, fullOnly: false },
  publishing: { scenario: publishing, fullOnly: false },
  burst: { scenario: burst, fullOnly: false },
  largeObject: { scenario: largeObject, fullOnly: false },
  fleetOf10000: { scenario: fleetOf10000, fullOnly: true },
  manyGates: { scenario: manyGates, fullOnly: true },
};
