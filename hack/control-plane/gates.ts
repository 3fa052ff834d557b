import { findBinaries } from './binaries.ts';
import { toStderr } from './progress.ts';
import { runOrThrow } from './run.ts';

/** One stage of a gate in the words of Kubernetes' library: `preRelease` is ALPHA, BETA, DEPRECATED, and empty for GA. */
export interface LibraryStage {
  version: string;
  preRelease: 'ALPHA' | 'BETA' | '' | 'DEPRECATED';
  default: boolean;
  lockToDefault: boolean;
  minCompatibilityVersion?: string;
}

/** A gate as a registry, kube-apiserver's or a question's own, holds it; stages in order of version, dependencies in order of name. */
export interface LibraryGate {
  name: string;
  stages: LibraryStage[];
  dependencies: string[];
}

/** All gates of kube-apiserver in order of name, and the version of k8s.io/kubernetes they were read from (`v1.36.3`). */
export interface LibraryRegistry {
  component: string;
  version: string;
  gates: LibraryGate[];
}

/**
 * Flags as kube-apiserver would get them, at an emulated version; `minCompatibility` is the minor before it when absent. Several flags are
 * set one after the other on one registry: kube-apiserver's, or one of the given `gates`.
 */
export interface GateQuestion {
  emulation: string;
  minCompatibility?: string;
  flags: string | readonly string[];
  gates?: readonly LibraryGate[];
}

/**
 * The value of each gate that is available at the emulated version, AllAlpha and AllBeta included, or the refusal. Both, if only the
 * dependency check refuses: then `gates` are the values before that check. Of several flags, the last one's fate: the library goes on after a refusal.
 */
export interface GateAnswer {
  gates: Record<string, boolean> | null;
  error: string | null;
}

/** Every gate that kube-apiserver registers, read from the library it is linked with. */
export async function listGates(): Promise<LibraryRegistry> {
  return JSON.parse(await gates(['list'])) as LibraryRegistry;
}

/** What the library answers, one answer a question, in order. Rejects if a question is malformed. */
export async function answerGates(questions: readonly GateQuestion[]): Promise<GateAnswer[]> {
  const lines = await gates(['answer'], questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
  return lines
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as GateAnswer);
}

async function gates(args: string[], stdin?: string): Promise<string> {
  const { gates: program } = await findBinaries(['gates'], toStderr);
  return runOrThrow(program, args, { stdin });
}
