import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { runCommand } from '../../src/cli/verbs/command-line.ts';

/** The root of the repository. */
export const root = path.join(import.meta.dirname, '../..');

/** What a command left behind. */
export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `stagegate` as a process of its own, as a person would. */
export function inProcess(args: readonly string[], stdin = '', cwd = root): Ran {
  const main = path.join(root, 'src/cli/main.ts');
  const options = { cwd, input: stdin, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], options);
  return { code: status, stdout, stderr };
}

/** Runs the same command line here; `now` is 2026-05-15T00:00:00Z. */
export function inline(...args: string[]): Ran {
  const ran: Ran = { code: null, stdout: '', stderr: '' };
  ran.code = runCommand(args, {
    write: (text) => (ran.stdout += text),
    note: (line) => (ran.stderr += `${line}\n`),
    now: () => Date.parse('2026-05-15T00:00:00Z'),
  });
  return ran;
}

/** What `-o json` prints. */
export interface Printed {
  items: {
    apiVersion: string;
    kind: string;
    metadata: Record<string, unknown> & { name: string; namespace?: string };
    spec: unknown;
    status: Record<string, unknown> & {
      conditions: { type: string; status: string; reason: string; message: string; lastTransitionTime: string }[];
      notices?: { reason: string; time: string; subjects: string[] }[];
    };
  }[];
  report: {
    featureSet: string;
    component: string;
    release: string | null;
    gates: (Record<'gate' | 'level' | 'default' | 'requested' | 'effective' | 'source', string> &
      Record<'deprecated' | 'locked', boolean>)[];
    plugins: unknown[];
    findings: { severity: string; reason: string; subject: string; message: string }[];
  }[];
}

export function printed({ stdout }: Ran): Printed {
  return JSON.parse(stdout) as Printed;
}
