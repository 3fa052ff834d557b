/** Tells a person what is being done, one line at a time. */
export type Progress = (line: string) => void;

/** Standard error, so that standard output stays free for what a shell evaluates. */
export const toStderr: Progress = (line) => {
  process.stderr.write(`control plane: ${line}\n`);
};

/** Seconds as a person says them: `45 s`, `3 min 20 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Repeats `line()` every 15 seconds while `work` lasts, so that nobody wonders whether it hangs. */
export async function whileTelling<T>(say: Progress, line: () => string, work: Promise<T>): Promise<T> {
  const timer = setInterval(() => say(line()), 15_000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
