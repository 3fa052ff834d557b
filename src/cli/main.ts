import { runCommand } from './command-line.ts';

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = runCommand(process.argv.slice(2), {
  write: (text) => process.stdout.write(text),
  note: (line) => process.stderr.write(`stagegate: ${line}\n`),
  now: Date.now,
});
