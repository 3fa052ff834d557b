import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { componentOf } from '../../../src/api/declared.ts';
import { inline } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';
import { goldenGates, goldenLines } from '../../support/golden-table.ts';
import { catalogObjects, catalogs, conditionOf, evaluated, FROM_FACTS, root, type Status } from './catalog.ts';

interface Spec {
  gate?: string;
  type?: string;
  stages: { release: string; level: string; default?: string; locked?: boolean }[];
  requires?: { gate: string }[];
  deprecation?: { message: string; replacement?: { mode: string; items?: { plugin?: string; setting?: string }[] } };
}

const all = catalogObjects(...FROM_FACTS, 'kubernetes');

function specs(component: string, kind: string): Spec[] {
  return catalogObjects(component)
    .filter((object) => object.kind === kind)
    .map(({ raw }) => raw['spec'] as Spec);
}

describe('the catalogs', () => {
  test.each(FROM_FACTS)('of %s is what import writes of its facts', (component) => {
    const out = path.join(scratch.folder, component);
    const facts = path.join(root, `hack/catalogs/facts/${component}.yaml`);
    expect(inline('import', 'facts', facts, '--out', out).code).toBe(0);
    const written = (folder: string) =>
      Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));
    expect(written(out)).toEqual(written(path.join(catalogs, component)));
  });

  test.each(FROM_FACTS)(
    'of %s holds objects of that component only, each with its source and what is assumed',
    (component) => {
      for (const { kind, raw, parsed } of catalogObjects(component)) {
        expect(parsed.valid && componentOf(kind, parsed.object)).toBe(component);
        const { annotations = {} } = raw.metadata as { annotations?: Record<string, string> };
        expect(annotations['stagegate.dev/source']).toMatch(/^[\w.-]+\/[\w.-]+:/);
        expect(annotations['stagegate.dev/source-revision']).toMatch(/^[0-9a-f]{9,40}$/);
        if (kind !== 'MaturityPolicy')
          expect(annotations['stagegate.dev/assumed']).toMatch(/^owners(,|$)|,owners(,|$)/);
      }
    },
  );

  test('break no rule: every object is ready, whatever else is applied beside it', () => {
    const { items, report } = evaluated(all, '2026-11-01');
    const unready = items
      .map(({ metadata, status }) => ({ metadata, ready: conditionOf(status as unknown as Status, 'Ready') }))
      .filter(({ ready }) => ready?.status !== 'True')
      .map(({ metadata, ready }) => `${metadata.name}: ${ready?.reason}`);
    expect(unready).toEqual([]);
    expect(report).toEqual([]);
  });
});

/** The tombstones of the sources: component, kind, name. */
const TOMBSTONES: Record<string, string[]> = {
  'llm-d-router': [
    'pd-profile-handler OneOf disagg-profile-handler',
    'disagg-headers-handler Absorbed disagg-profile-handler',
    'prefill-header-handler Absorbed disagg-profile-handler',
    'by-label-selector OneOf label-selector-filter',
    'by-label OneOf label-selector-filter decode-filter prefill-filter encode-filter',
    'tokenizer OneOf token-producer',
    'precise-prefix-cache-scorer AllOf precise-prefix-cache-producer prefix-cache-scorer',
    'model-server-protocol-models OneOf models-data-extractor',
  ],
  'gateway-api-inference-extension': [
    'predicted-latency-scorer AllOf predicted-latency-producer prefix-cache-affinity-filter latency-scorer',
    'model-server-protocol-metrics OneOf core-metrics-extractor',
    'kv-cache-scorer OneOf kv-cache-utilization-scorer',
    'decision-tree-filter None',
    'least-kv-cache-filter None',
    'least-queue-filter None',
    'lora-affinity-filter None',
    'low-queue-filter None',
    'eviction-sheddable-filter OneOf sheddable-eviction-filter',
    'eviction-priority-then-time-ordering OneOf priority-then-time-eviction-order-policy',
    'dataLayer AlwaysOn',
    'prepareDataPlugins AlwaysOn',
    'enableLegacyMetrics Dropped',
  ],
  'tekton-pipelines': [
    'embedded-status Dropped',
    'custom-task-version Dropped',
    'enable-custom-tasks AlwaysOn',
    'resource-verification-mode OneOf trusted-resources-verification-no-match-policy',
    'enforce-nonfalsifiablity OneOf enforce-nonfalsifiability',
    'disable-affinity-assistant OneOf coschedule',
  ],
};

describe('the tombstones', () => {
  /** Name, mode and what takes over, of everything a catalog says is removed. */
  function buried(component: string): string[] {
    return [...specs(component, 'PluginMaturity'), ...specs(component, 'FeatureGate')]
      .filter(({ stages }) => stages.at(-1)?.level === 'Removed')
      .map(({ gate, type, deprecation }) => {
        const { mode = '', items = [] } = deprecation?.replacement ?? {};
        return [gate ?? type, mode, ...items.map(({ plugin, setting }) => plugin ?? setting)].join(' ');
      });
  }

  test('are all 27 of the sources, each with its mode and everything that takes over (R54, R55, R62)', () => {
    expect(Object.values(TOMBSTONES).flat()).toHaveLength(27);
    for (const [component, tombstones] of Object.entries(TOMBSTONES)) {
      expect(buried(component)).toEqual(expect.arrayContaining(tombstones));
    }
    expect(buried('llm-d-router')).toHaveLength(21);
    expect(buried('tekton-pipelines')).toHaveLength(6);
    expect(buried('nvidia-dra-driver')).toEqual([]);
  });

  test('of the older project stand in the catalog of the one that carries it on', () => {
    expect(buried('llm-d-router')).toEqual(expect.arrayContaining(TOMBSTONES['gateway-api-inference-extension'] ?? []));
    const gone = new Map(
      [...specs('llm-d-router', 'PluginMaturity'), ...specs('llm-d-router', 'FeatureGate')].map((spec) => [
        spec.gate ?? spec.type,
        spec.stages.at(-1)?.release,
      ]),
    );
    expect(gone.get('decision-tree-filter')).toBe('v0.1.0');
    expect(gone.get('prepareDataPlugins')).toBe('v0.1.0');
    expect(gone.get('eviction-sheddable-filter')).toBe('v0.9.0');
    expect(gone.get('dataLayer')).toBe('v0.10.0');
  });
});

describe('the plugin types', () => {
  test('of llm-d-router are the 97 of its registry, 69 at Beta and 28 at Alpha, beside the tombstones (R36, R37, R41)', () => {
    const living = specs('llm-d-router', 'PluginMaturity').filter(({ stages }) => stages[0]?.level !== 'Removed');
    // One that was renamed is in the registry no more.
    const registered = living.filter(({ type }) => type !== 'model-server-protocol-models');
    expect(registered).toHaveLength(97);
    const first = registered.map(({ stages }) => stages[0]?.level);
    expect([
      first.filter((level) => level === 'Beta').length,
      first.filter((level) => level === 'Alpha').length,
    ]).toEqual([69, 28]);
    expect(new Set(living.map(({ type }) => type)).size).toBe(living.length);
  });
});

describe('the gates', () => {
  const golden = (component: string) =>
    goldenGates(component).map(({ name, stages, needs }) => ({ name, stages, needs }));
  const declared = (component: string) =>
    specs(component, 'FeatureGate').map(({ gate = '', stages, requires = [] }) => ({
      name: gate,
      stages,
      needs: requires.map((one) => one.gate),
    }));

  test('of kueue are those another collection of them says, stage by stage, and 27 more that are gone (R39)', () => {
    const gates = declared('kueue');
    const living = gates.filter(({ stages }) => stages.at(-1)?.level !== 'Removed');
    expect(Object.fromEntries(living.map((gate) => [gate.name, gate]))).toEqual(
      Object.fromEntries(golden('kueue').map((gate) => [gate.name, gate])),
    );
    expect(gates.length - living.length).toBe(27);
  });

  test('of the NVIDIA driver at 0.4 are those another collection of them says', () => {
    const lines: Record<string, string> = { '0.2': 'v25.8.0', '0.3': 'v25.12.0', '0.4': 'v0.4.0' };
    const gates = Object.fromEntries(declared('nvidia-dra-driver').map((gate) => [gate.name, gate]));
    expect(Object.keys(gates)).toHaveLength(13);
    for (const { name, stages } of golden('nvidia-dra-driver')) {
      expect(gates[name]?.stages).toEqual(stages.map((stage) => ({ ...stage, release: lines[stage.release] })));
    }
  });
});

test('the calendars are those of the release pages, planned releases last and without date (R67, R69, R71)', () => {
  const listed = FROM_FACTS.flatMap((component) =>
    catalogObjects(component)
      .filter(({ kind }) => kind === 'MaturityPolicy')
      .flatMap(({ raw }) => (raw['spec'] as { releases: { name: string; date?: string }[] }).releases)
      .map(({ name, date }) => [component, name, date].filter(Boolean).join(' ')),
  );
  const planned = ['llm-d-router v0.11.0', 'llm-d-router v0.12.0'];
  expect(listed.filter((line) => !planned.includes(line)).toSorted()).toEqual(goldenLines('calendars.txt').toSorted());
  expect(listed.filter((line) => line.startsWith('llm-d-router')).slice(-2)).toEqual(planned);
});
