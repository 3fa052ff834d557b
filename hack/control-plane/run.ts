import { spawn } from 'node:child_process';

/** What a finished program left: its exit code (128 when a signal ended it) and both outputs as text. */
export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** How to run it: standard input, working directory, environment, and who hears each line of standard error. */
export interface RunOptions {
  stdin?: string | undefined;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  onStderrLine?: (line: string) => void;
}

/** Runs a program to its end. Rejects only if it cannot be started, with the way out if it is not installed. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
    });
    const finished: Finished = { code: 0, stdout: '', stderr: '' };
    let line = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (finished.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      finished.stderr += text;
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      for (const whole of lines) options.onStderrLine?.(whole);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT' ? `${command} is not installed or not on PATH` : error.message;
      reject(new Error(missing, { cause: error }));
    });
    child.on('close', (code) => resolve({ ...finished, code: code ?? 128 }));
    // A program may end without reading its input; its exit code tells, not the broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin ?? '');
  });
}

/** Runs a program that must succeed, and answers its standard output. Rejects with the end of its standard error. */
export async function runOrThrow(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const finished = await run(command, args, options);
  if (finished.code === 0) return finished.stdout;
  const said = finished.stderr.trim().split('\n').slice(-15).join('\n');
  throw new Error(`${command} ${args[0] ?? ''} ended with code ${finished.code}:\n${said}`);
}
