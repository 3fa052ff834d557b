import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../../src/formats/formats.ts';
import { atOnce, type Reader } from '../../../src/formats/stepwise.ts';
import type { ConfigReading } from '../../../src/lifecycle/config/config-reading.ts';

function whole(reader: Reader) {
  return (text: string) => atOnce(reader(text));
}

const readEndpointPickerConfig = whole(FORMATS.EndpointPickerConfig.readKey);
const readFlagString = whole(FORMATS.FlagString.readKey);
const readGateLog = whole(FORMATS.GateLog.readFile);
const readGateMap = whole(FORMATS.GateMap.readKey);
const readHelmValues = whole(FORMATS.HelmValues.readFile);
const readKeyValue = whole(FORMATS.KeyValue.readKey);
const readConfigMapFile = whole(FORMATS.KeyValue.readFile);

/** `key=value at line:column` of each entry. */
function told({ entries }: ConfigReading): string[] {
  return entries.map(({ key, value, at }) => {
    const [, line, column] = /^line (\d+), column (\d+)$/.exec(at) ?? [];
    return `${key}=${value} at ${line}:${column}`;
  });
}

describe('a flag string', () => {
  test('is pieces between commas or line ends, empty ones skipped, spaces trimmed, each with its place (R122)', () => {
    expect(told(readFlagString('A=true, B = false ,,C=1,'))).toEqual([
      'A=true at 1:1',
      'B=false at 1:9',
      'C=1 at 1:21',
    ]);
    expect(told(readFlagString('A=true,\r\n  B=false,\n'))).toEqual(['A=true at 1:1', 'B=false at 2:3']);
    expect(readFlagString('')).toEqual({ entries: [], plugins: [], problems: [] });
  });

  test('divides at the first = and names the component in front of a colon', () => {
    expect(readFlagString('kube:A=b=c,other:D=false,:E=true').entries).toEqual([
      { key: 'A', value: 'b=c', at: 'line 1, column 1', component: 'kube' },
      { key: 'D', value: 'false', at: 'line 1, column 12', component: 'other' },
      { key: 'E', value: 'true', at: 'line 1, column 26', component: '' },
    ]);
  });

  test('may come with its flag or variable in front, and in quotes, as it was copied (R122)', () => {
    const rows: Record<string, string[]> = {
      '--feature-gates=A=true,B=false': ['A=true at 1:17', 'B=false at 1:24'],
      '  -feature-gates A=true': ['A=true at 1:18'],
      'FEATURE_GATES="A=true,B=false,"': ['A=true at 1:16', 'B=false at 1:23'],
      '"--feature-gates=A=true"\r\n': ['A=true at 1:18'],
      "'A=true, B=1'": ['A=true at 1:2', 'B=1 at 1:10'],
      '"A=true': ['"A=true at 1:1'],
      'feature-gates=true': ['feature-gates=true at 1:1'],
    };
    for (const [text, gates] of Object.entries(rows)) expect(told(readFlagString(text))).toEqual(gates);
    expect(readFlagString('""')).toEqual({ entries: [], plugins: [], problems: [] });
  });

  test('tells where a piece says no value, and does not quote it', () => {
    expect(readFlagString('A=true,B,\nC=false,D').problems).toEqual([
      "line 1, column 8: this piece has no '='; a flag string is A=true,B=false",
      "line 2, column 9: this piece has no '='; a flag string is A=true,B=false",
    ]);
  });
});

describe('a log', () => {
  test('holds the gates behind "Feature gates:"', () => {
    const log = 'I0101 main.go:1] starting\nI0101 main.go:2] Feature gates: map[A:true B:false]\n';
    expect(told(readGateLog(log))).toEqual(['A=true at 2:37', 'B=false at 2:44']);
    expect(readGateLog('Feature gates: map[]').entries).toEqual([]);
    // What the library of Kubernetes logs.
    expect(told(readGateLog('feature_gate.go:387] feature gates: {map[A:true]}'))).toEqual(['A=true at 1:42']);
  });

  test('without such a line says what to give', () => {
    expect(readGateLog('starting').problems[0]).toContain('no line says "Feature gates: map[…]"');
    expect(readGateLog('Feature gates: map[A]').problems).toEqual([
      "line 1, column 20: this piece has no ':'; a logged map is A:true B:false",
    ]);
  });
});

describe('a map of gates', () => {
  test('stands bare or under featureGates of a chart, each key with its place (R22, R122, R123)', () => {
    expect(told(readGateMap('A: true\n"B": "false"\nC: 1\n'))).toEqual([
      'A=true at 1:1',
      'B=false at 2:1',
      'C=1 at 3:1',
    ]);
    const chart = 'image: a\nresources: {limits: {cpu: 1}}\nfeatureGates:\n  A: true\n  B: "false"\n';
    expect(told(readGateMap(chart))).toEqual(['A=true at 4:3', 'B=false at 5:3']);
    expect(told(readHelmValues(chart))).toEqual(told(readGateMap(chart)));
    for (const nothing of ['', '{}', 'featureGates:', 'featureGates: {}', '# only a comment\n'])
      expect(readGateMap(nothing)).toEqual({ entries: [], plugins: [], problems: [] });
  });

  test('may be JSON, also with tabs', () => {
    expect(told(readGateMap('{\n\t"featureGates": {\n\t\t"A": true\n\t}\n}\n'))).toEqual(['A=true at 3:3']);
  });

  test('keeps a key that stands twice, and what << merges in front of what is written (R23)', () => {
    expect(told(readGateMap('A: true\nB: true\nA: false\n'))).toEqual([
      'A=true at 1:1',
      'B=true at 2:1',
      'A=false at 3:1',
    ]);
    const merged = 'base: &base {A: true, B: true}\nfeatureGates:\n  <<: *base\n  A: false\n';
    expect(told(readGateMap(merged))).toEqual(['B=true at 1:23', 'A=false at 4:3']);
  });

  test('tells where something is no map or no single value', () => {
    expect(readGateMap('- A').problems).toEqual(['line 1, column 1: gates must be a map such as {A: true}']);
    expect(readGateMap('A: true\nB:\n  - x\n').problems).toEqual([
      'line 2, column 1: this key must have a single value such as true',
    ]);
    expect(readHelmValues('featureGates: [A]').problems).toEqual([
      'line 1, column 15: gates must be a map such as {A: true}',
    ]);
    expect(readHelmValues('[]').problems).toEqual(['line 1, column 1: the values of a chart must be a map']);
  });
});

describe('keys and values', () => {
  test('are a YAML map, whose values count as they are written (R122)', () => {
    const text = 'enable-api-fields: beta\nversion: 1.30\nenabled: "on"\nnothing:\nold: 010\n';
    expect(told(readKeyValue(text))).toEqual([
      'enable-api-fields=beta at 1:1',
      'version=1.30 at 2:1',
      'enabled=on at 3:1',
      'nothing= at 4:1',
      'old=010 at 5:1',
    ]);
  });

  test('are lines key=value, or key: value after such a line', () => {
    expect(told(readKeyValue('# a comment\n\nA = true\n  B=x=y\nC: z\n'))).toEqual([
      'A=true at 3:1',
      'B=x=y at 4:3',
      'C=z at 5:1',
    ]);
    expect(readKeyValue('A=true\nB\n=c\n').problems).toEqual([
      'line 2, column 1: this line must be key=value',
      'line 3, column 1: this line must be key=value',
    ]);
    expect(readKeyValue('- a').problems).toEqual(['line 1, column 1: this must be a map, or lines such as key=value']);
  });

  test('stand under data where a file holds a whole ConfigMap', () => {
    const file = 'kind: ConfigMap\ndata:\n  enable-api-fields: "beta"\n';
    expect(told(readConfigMapFile(file))).toEqual(['enable-api-fields=beta at 3:3']);
    expect(told(readConfigMapFile('enable-api-fields: "beta"'))).toEqual(['enable-api-fields=beta at 1:1']);
    expect(readConfigMapFile('kind: ConfigMap').entries).toEqual([]);
    expect(readConfigMapFile('kind: ConfigMap\ndata: {_example: "a: b"}').entries).toEqual([]);
  });

  test('stand under spec.pipeline of a TektonConfig, among what is no flag (R122)', () => {
    const flags = '    enable-api-fields: beta\n    keep-pod-on-cancel: false\n    default-service-account: ci\n';
    const others = '    metrics.pipelinerun.level: pipeline\n    performance: {buckets: 1}\n    params: []\n';
    const file = `kind: TektonConfig\nspec:\n  profile: all\n  pipeline:\n${flags}${others}`;
    expect(told(readConfigMapFile(file))).toEqual(['enable-api-fields=beta at 5:5', 'keep-pod-on-cancel=false at 6:5']);
    expect(readConfigMapFile(file).problems).toEqual([]);
    expect(readConfigMapFile('kind: TektonConfig\nspec: {profile: all}').problems).toEqual([
      'line 1, column 1: a TektonConfig has its flags under spec.pipeline; add them',
    ]);
  });
});

describe('an EndpointPickerConfig', () => {
  test('takes gates as names, as name=bool and as a map (R22, R23, R122)', () => {
    expect(told(readEndpointPickerConfig('featureGates: [flowControl, dataLayer=F, " x = t "]'))).toEqual([
      'flowControl=true at 1:16',
      'dataLayer=f at 1:29',
      'x=t at 1:42',
    ]);
    expect(told(readEndpointPickerConfig('featureGates: [a=tRUE, b=False, c=0]'))).toEqual([
      'a=true at 1:16',
      'b=false at 1:24',
      'c=0 at 1:33',
    ]);
    expect(told(readEndpointPickerConfig('featureGates:\n  flowControl: true\n  flowControl: no\n'))).toEqual([
      'flowControl=true at 2:3',
      'flowControl=false at 3:3',
    ]);
    expect(readEndpointPickerConfig('{}')).toEqual({ apiVersion: '', entries: [], plugins: [], problems: [] });
  });

  test.each(['inference.networking.x-k8s.io/v1alpha1', 'llm-d.ai/v1alpha1'])(
    'of %s names plugins with their parameters, and sections that hold something (R122, R129)',
    (apiVersion) => {
      const text = `apiVersion: ${apiVersion}
kind: EndpointPickerConfig
plugins:
- type: queue-scorer
- {type: queue-scorer, name: second, parameters: {threshold: 1, mode: {deep: x}}}
- {type: a, name: a, parameters: {}}
schedulingProfiles:
- name: default
  plugins: [{pluginRef: second, weight: 2}]
flowControl: {}
saturationDetector: {pluginRef: a}
parser:
`;
      expect(readEndpointPickerConfig(text)).toEqual({
        apiVersion,
        entries: [],
        plugins: [
          { type: 'queue-scorer', at: 'plugins[0]' },
          { type: 'queue-scorer', name: 'second', at: 'plugins[1]', parameters: ['threshold', 'mode'] },
          { type: 'a', at: 'plugins[2]' },
        ],
        sections: ['schedulingProfiles', 'saturationDetector'],
        problems: [],
      });
    },
  );

  test('tells the path of each field that the format does not know (R127)', () => {
    const text = `featureGate: [a]
plugins: [{type: a, parmeters: {}, parameters: {anything: 1}}]
schedulingProfiles: [{name: a, filters: [], plugins: [{pluginRef: a, wieght: 1}]}]
dataLayer: {anything: 1}
requestHandler: {}
`;
    expect(readEndpointPickerConfig(text)).toMatchObject({
      unknownFields: [
        'featureGate',
        'plugins[0].parmeters',
        'schedulingProfiles[0].filters',
        'schedulingProfiles[0].plugins[0].wieght',
      ],
      problems: [],
    });
  });

  test('tells fields that stand twice, of which the last counts, and leaves gates to their entries (R23)', () => {
    const text = `plugins: [{type: a}]
featureGates: {x: true, x: false}
plugins: [{type: b, type: c}]
`;
    const { entries, plugins, repeatedFields } = readEndpointPickerConfig(text);
    expect(entries.map(({ key, value }) => `${key}=${value}`)).toEqual(['x=true', 'x=false']);
    expect(plugins.map(({ type }) => type)).toEqual(['c']);
    expect(repeatedFields).toEqual([
      { key: 'type', places: ['line 3, column 12', 'line 3, column 21'] },
      { key: 'plugins', places: ['line 1, column 1', 'line 3, column 1'] },
    ]);
  });

  test('names everything in it that cannot be read', () => {
    expect(
      readEndpointPickerConfig('featureGates: [true, ""]\nplugins:\n- {}\n- a\n- {type: b, name: 3}\n').problems,
    ).toEqual([
      'line 1, column 16: featureGates[0] must be a name or name=bool; quote it',
      'line 1, column 22: featureGates[1] must be a name or name=bool; quote it',
      'line 3, column 3: plugins[0] must have a type, and a name that is a string where it has one',
      'line 4, column 3: plugins[1] must have a type, and a name that is a string where it has one',
      'line 5, column 3: plugins[2] must have a type, and a name that is a string where it has one',
    ]);
    expect(readEndpointPickerConfig('featureGates: {a: [1]}\nplugins: b\n').problems).toEqual([
      'line 1, column 16: a gate must be true or false',
      'line 2, column 10: plugins must be a list such as [{type: queue-scorer}]',
    ]);
    for (const [text, problem] of [
      ['', 'line 1, column 1: an EndpointPickerConfig must be a map'],
      ['- a', 'line 1, column 1: an EndpointPickerConfig must be a map'],
      ['kind: ConfigMap', 'line 1, column 7: kind must be EndpointPickerConfig'],
      ['plugins: []\n---\nplugins: []', 'line 3, column 1: a second document begins; keep one'],
    ] as const)
      expect(readEndpointPickerConfig(text).problems).toEqual([problem]);
  });
});
