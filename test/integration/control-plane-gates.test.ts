import { beforeAll, describe, expect, test } from 'vitest';
import { findBinaries } from '../../hack/control-plane/binaries.ts';
import { answerGates, listGates } from '../../hack/control-plane/gates.ts';

beforeAll(async () => {
  await findBinaries(['gates'], (line) => process.stderr.write(`${line}\n`));
}, 1_200_000);

describe("Kubernetes' own gate library", () => {
  test('lists every gate that kube-apiserver registers, those of its command and of client-go among them', async () => {
    const { version, gates } = await listGates();
    const names = gates.map(({ name }) => name);
    expect(version).toMatch(/^v1\.36\.\d+$/);
    expect(names).toHaveLength(240);
    expect(names).toEqual(names.toSorted());
    expect(names).toEqual(expect.arrayContaining(['ContextualLogging', 'InformerResourceVersion', 'NodeSwap']));
    expect(names).not.toContain('AllAlpha');
    expect(gates.find(({ name }) => name === 'NodeSwap')).toEqual({
      name: 'NodeSwap',
      stages: [
        { version: '1.22', preRelease: 'ALPHA', default: false, lockToDefault: false },
        { version: '1.28', preRelease: 'BETA', default: false, lockToDefault: false },
        { version: '1.30', preRelease: 'BETA', default: true, lockToDefault: false },
        { version: '1.34', preRelease: '', default: true, lockToDefault: true },
      ],
      dependencies: [],
    });
  });

  test('answers each question for itself, in order', async () => {
    const [before, changed, after] = await answerGates([
      { emulation: '1.33', flags: '' },
      { emulation: '1.33', flags: 'NodeSwap=false,AllAlpha=true' },
      { emulation: '1.33', flags: '' },
    ]);
    expect(before?.gates).toMatchObject({ NodeSwap: true, AllAlpha: false, StorageVersionAPI: false });
    expect(changed?.gates).toMatchObject({ NodeSwap: false, AllAlpha: true, StorageVersionAPI: true });
    expect(after).toEqual(before);
  });

  test.each([
    ['NoSuchGate=true,AlsoNot=true', 'unrecognized feature gate: AlsoNot'],
    ['NodeSwap=maybe', 'invalid value of NodeSwap=maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax'],
    ['NodeSwap', 'missing bool value for NodeSwap'],
    ['NodeSwap=false', 'cannot set feature gate NodeSwap to false, feature is locked to true'],
  ])('refuses %s, always in the same words', async (flags, error) => {
    const question = { emulation: '1.36', flags };
    const answers = await answerGates(Array.from({ length: 20 }, () => question));
    expect(answers).toEqual(answers.map(() => ({ gates: null, error })));
  });

  test('still tells the values where only the dependency check refuses', async () => {
    const { gates } = await listGates();
    const [answer] = await answerGates([{ emulation: '1.36', flags: 'AllBeta=false,AllAlpha=true' }]);
    const [, dependent = '', missing = ''] =
      /^(\w+) is enabled, but depends on [^[]*\[(\w+)/.exec(answer?.error ?? '') ?? [];
    expect(answer?.gates).toMatchObject({ [dependent]: true, [missing]: false });
    expect(gates.find(({ name }) => name === dependent)?.dependencies).toContain(missing);
  });

  test('sets several flags one after the other, and tells the fate of the last', async () => {
    const answers = await answerGates([
      { emulation: '1.36', flags: ['AllAlpha=true', 'WatchList=false'] },
      { emulation: '1.36', flags: 'AllAlpha=true,WatchList=false' },
      { emulation: '1.36', flags: ['NodeSwap=maybe', 'WatchList=false'] },
      { emulation: '1.36', flags: ['WatchList=false'] },
    ]);
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[2]).toEqual(answers[3]);
    expect(answers.map(({ gates }) => gates?.['WatchList'])).toEqual([false, false, false, false]);
  });

  test.each(['', 'AllAlpha=true', 'AllBeta=false,AllAlpha=true'])(
    "answers %j of a question's own gates as of the same ones registered",
    async (flags) => {
      const { gates } = await listGates();
      const [registered, own] = await answerGates([
        { emulation: '1.36', flags },
        { emulation: '1.36', flags, gates },
      ]);
      expect(own).toEqual(registered);
    },
  );

  test('rejects what is no question', async () => {
    await expect(answerGates([{ emulation: 'new', flags: '' }])).rejects.toThrow('line 1: emulation:');
    const unversioned = { name: 'Odd', stages: [], dependencies: ['None'] };
    await expect(answerGates([{ emulation: '1.36', flags: '', gates: [unversioned] }])).rejects.toThrow(
      'line 1: gates: cannot add dependency for unknown feature Odd',
    );
  });
});
