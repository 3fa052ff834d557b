import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { findBinaries } from '../../hack/control-plane/binaries.ts';
import { BINARIES } from '../../hack/control-plane/binary.ts';

/** A folder in which this file's control planes live, and the processes that belong to it. */
export interface RuntimeFolder {
  folder: string;
  /** The processes whose command line names the folder. */
  processes: () => number[];
  /** A process's command line; empty when it is gone. */
  commandLine: (pid: number) => string;
}

/**
 * Gives a test file control planes apart from all others: what is left in the folder was left by its tests, and `stop --all`
 * ends nobody else's. Builds the binaries first where they are missing, which takes minutes.
 */
export function useRuntimeFolder(): RuntimeFolder {
  const outer = process.env['TMPDIR'];
  const folder = mkdtempSync(join(tmpdir(), 'control-plane-test-'));

  beforeAll(async () => {
    process.env['TMPDIR'] = folder;
    await findBinaries(BINARIES, (line) => process.stderr.write(`${line}\n`));
  }, 1_200_000);

  afterAll(() => {
    if (outer === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = outer;
    rmSync(folder, { recursive: true, force: true });
  });

  const processes = (): number[] => {
    const all = readdirSync('/proc').map(Number);
    return all.filter((pid) => pid > 0 && pid !== process.pid && commandLine(pid).includes(folder));
  };
  return { folder, processes, commandLine };
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
