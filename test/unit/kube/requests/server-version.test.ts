import { describe, expect, test } from 'vitest';
import { parseServerVersion } from '../../../../src/kube/requests/server-version.ts';

describe('the release of a server', () => {
  test('is what it emulates, beside what it fits together with and what it is', () => {
    const info = {
      ...{ major: '1', minor: '36', emulationMajor: '1', emulationMinor: '34' },
      ...{ minCompatibilityMajor: '1', minCompatibilityMinor: '33', gitVersion: 'v1.36.3' },
    };
    expect(parseServerVersion(info)).toEqual({ emulation: '1.34', minCompatibility: '1.33', binary: '1.36' });
  });

  test('is what it is where it does not say what it emulates', () => {
    expect(parseServerVersion({ major: '1', minor: '30' })).toEqual({
      emulation: '1.30',
      minCompatibility: undefined,
      binary: '1.30',
    });
  });

  test("is read from a managed cluster's minor, too", () => {
    expect(parseServerVersion({ major: '1', minor: '30+' })).toMatchObject({ binary: '1.30' });
  });

  test.each([
    [undefined],
    [null],
    ['404 page not found'],
    [{}],
    [{ major: '', minor: '' }],
    [{ major: 'x', minor: '1' }],
  ])('is an error where the answer is %j', (info) => {
    expect(() => parseServerVersion(info)).toThrow("The API server's /version names no release");
  });
});
