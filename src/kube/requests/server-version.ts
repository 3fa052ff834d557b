import type { Transport } from '../transport/transport.ts';

/** The release that an API server behaves as, each `major.minor`. */
export interface ServerVersion {
  /** What it emulates: the release whose behaviour clients see. */
  readonly emulation: string;
  /** The oldest release it still fits together with; undefined on servers older than 1.34, which do not say. */
  readonly minCompatibility: string | undefined;
  /** What it was built as. */
  readonly binary: string;
}

/** Asks `GET /version`. Throws as `Transport.request` does. */
export async function readServerVersion(
  transport: Pick<Transport, 'request'>,
  signal?: AbortSignal,
): Promise<ServerVersion> {
  const { body } = await transport.request({
    method: 'GET',
    path: '/version',
    ...(signal !== undefined && { signal }),
  });
  return parseServerVersion(body);
}

/** Reads the answer of `/version` (`k8s.io/apimachinery/pkg/version.Info`). Throws where it names no release. */
export function parseServerVersion(info: unknown): ServerVersion {
  const fields = new Map(Object.entries(info ?? {}));
  const release = (major: string, minor: string): string | undefined => {
    // Managed clusters write minors such as '36+'.
    const [majorDigits, minorDigits] = [major, minor].map((field) => /^\d+/.exec(String(fields.get(field) ?? ''))?.[0]);
    return majorDigits === undefined || minorDigits === undefined ? undefined : `${majorDigits}.${minorDigits}`;
  };
  const binary = release('major', 'minor');
  if (binary === undefined)
    throw new Error("The API server's /version names no release: it must have 'major' and 'minor'");
  return {
    emulation: release('emulationMajor', 'emulationMinor') ?? binary,
    minCompatibility: release('minCompatibilityMajor', 'minCompatibilityMinor'),
    binary,
  };
}
