/**
 * How long starting and stopping may take, in milliseconds: envtest's own variables, in Go's notation (`90s`, `1m30s`,
 * `500ms`), or a minute to start and 20 seconds to stop. Throws on anything else, naming the variable.
 */
export function timeouts(): { start: number; stop: number } {
  return {
    start: read('KUBEBUILDER_CONTROLPLANE_START_TIMEOUT') ?? 60_000,
    stop: read('KUBEBUILDER_CONTROLPLANE_STOP_TIMEOUT') ?? 20_000,
  };
}

const MILLISECONDS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function read(variable: string): number | undefined {
  const text = process.env[variable];
  if (!text) return undefined;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) {
    throw new Error(`${variable} is '${text}', which is not a duration; write it as 90s or 1m30s`);
  }
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g);
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * (MILLISECONDS[unit ?? ''] ?? 0), 0);
}
