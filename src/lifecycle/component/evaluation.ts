import type { Policy } from '../../api/declared.ts';
import type { Finding } from '../findings/finding.ts';
import type { FeatureSetVerdict } from '../install/feature-set-verdict.ts';
import type { platformReferences } from '../install/platform.ts';
import type { Calendar } from '../releases/calendar.ts';
import type { Table } from '../tables/table.ts';
import type { Census } from '../verdicts/census.ts';
import type { Component } from '../declared/component.ts';
import type { GateVerdict } from '../verdicts/gate-verdict.ts';
import type { Judgement } from '../verdicts/judgement.ts';
import type { PluginVerdict } from '../verdicts/plugin-verdict.ts';
import type { Snapshot } from '../declared/snapshot.ts';

/** What is true of a policy. */
export interface PolicyVerdict {
  readonly policy: Policy;
  readonly gates: number;
  readonly plugins: number;
  readonly findings: readonly Finding[];
  /** Names of the gates and plugins that broke a rule before it bound, sorted (R73). */
  readonly grandfathered: readonly string[];
}

/** What is true of one component at one moment. A verdict stays the same object while it says the same. */
export interface Evaluation {
  readonly component: string;
  readonly calendar: Calendar;
  readonly policy: PolicyVerdict | undefined;
  /** By object name. */
  readonly gates: ReadonlyMap<string, GateVerdict>;
  /** By object name. */
  readonly plugins: ReadonlyMap<string, PluginVerdict>;
  /** By `namespace/name`. */
  readonly featureSets: Table<FeatureSetVerdict>;
  /** The other components that anything of this one refers to: when they change, this one may. */
  readonly references: ReadonlySet<string>;
  /** The next moment at which time alone may change a verdict, in milliseconds since 1970. */
  readonly boundary: number | undefined;
  readonly memory: EvaluationMemory;
}

/** What the next evaluation of a component can build on. */
export interface EvaluationMemory {
  readonly world: Snapshot;
  readonly component: Component;
  readonly census: Census;
  readonly judgement: Judgement;
  /** The next date of the FeatureSets that have one. */
  readonly dated: Table<number>;
  /** FeatureSets that run on others, with what they name. */
  readonly platformed: Table<ReturnType<typeof platformReferences>>;
}
