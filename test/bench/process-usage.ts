import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc, on every Linux there is. */
const TICKS = 100;

/** What a process has used so far: seconds of CPU, bytes resident now, and the most bytes resident ever. */
export function usageOf(pid: number): { cpuSeconds: number; residentBytes: number; peakBytes: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold spaces; user and system time are the 12th and 13th fields after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
    residentBytes: bytes('VmRSS'),
    peakBytes: bytes('VmHWM'),
  };
}
