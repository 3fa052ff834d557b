import type { Finding } from '../../lifecycle/findings/finding.ts';
import { sentenceOf } from './fact-words.ts';

/** A finding in words, of any length: what the command prints; a status shortens it. */
export interface FindingRow {
  readonly severity: Finding['severity'];
  readonly reason: Finding['fact']['kind'];
  readonly subject: string;
  readonly message: string;
}

/** Puts a finding into words. */
export function findingRow({ severity, subject, fact }: Finding): FindingRow {
  return { severity, reason: fact.kind, subject, message: sentenceOf(fact, subject) };
}
