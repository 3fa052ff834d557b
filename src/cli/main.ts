import { runCommand } from './verbs/command-line.ts';

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  process.exitCode = runCommand(process.argv.slice(2), {
    write: (text) => process.stdout.write(text),
    note: (line) => process.stderr.write(`stagegate: ${line}\n`),
    now: Date.now,
  });
} catch (error) {
  // Exit code 1 means findings: a bug of ours must not look like one.
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`stagegate: this is a bug, please report it: ${what}\n`);
  process.exitCode = 2;
}
