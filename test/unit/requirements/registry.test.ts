import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { gateSpec } from '../../../src/api/gate.ts';
import type { DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { inline } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';
import { catalogObjects, catalogs, changed, conditionOf, FROM_FACTS, objectsIn } from '../catalogs/catalog.ts';
import { gateOf, install, pluginOf, specOf, uses } from './install.ts';

const ROUTER = 'llm-d-router';
const GIE = 'gateway-api-inference-extension';
const DRIVER = 'nvidia-dra-driver';
const router = catalogObjects(ROUTER);
const gie = catalogObjects(GIE);
const driver = catalogObjects(DRIVER);

const declarations = (objects: readonly DeclaredObject[]) => objects.filter(({ kind }) => kind !== 'MaturityPolicy');

function readiness(objects: readonly DeclaredObject[], name: string, component = ROUTER, release = 'v0.10.0') {
  return conditionOf(install(objects, component, release).status(name), 'Ready');
}

describe('registration', () => {
  const broken = objectsIn(
    JSON.stringify({
      apiVersion: 'stagegate.dev/v1beta1',
      kind: 'PluginMaturity',
      metadata: { name: `${ROUTER}.broken` },
      spec: { component: ROUTER, type: 'broken', owners: ['someone'], stages: [{ release: 'v0.9.0', level: 'Gamma' }] },
    }),
  );

  test('of something invalid is an error on that object and skips it; nothing panics, all else is as before (R34, R35)', () => {
    const told = (objects: readonly DeclaredObject[]) => {
      const { report, evaluation } = install(objects, ROUTER, 'v0.10.0', uses('queue-scorer', 'broken'));
      const others = evaluation.items.filter(({ metadata }) => metadata.name !== `${ROUTER}.broken`);
      return { report, others: others.map(({ metadata, status }) => [metadata.name, status['summary']]) };
    };
    expect(told([...router, ...broken])).toEqual(told(router));
    const { errors, status } = install([...router, ...broken], ROUTER, 'v0.10.0', uses('broken'));
    expect(errors).toEqual(['UnregisteredPlugin broken']);
    const ready = conditionOf(status(`${ROUTER}.broken`), 'Ready');
    expect(ready).toMatchObject({ status: 'False', reason: 'SchemaInvalid' });
    expect(ready?.message).toMatch(/spec\.stages\[0\]\.level.*Gamma|Gamma.*spec\.stages\[0\]\.level/s);
  });

  test('of an Alpha plugin names its gate where the policy asks for one; of a Beta plugin it need not (R35)', () => {
    const ready = (stages: string[], spec: object = {}) =>
      readiness([...gie, ...pluginOf(GIE, 'some', stages, spec)], `${GIE}.some`, GIE, 'v1.5.0');
    expect(ready(['v1.4.0 Alpha'])).toMatchObject({ status: 'False', reason: 'PluginGateMissing' });
    expect(ready(['v1.4.0 Alpha'])?.message).toContain("'some' is Alpha and must name a featureGate");
    expect(ready(['v1.4.0 Alpha'], { featureGate: 'own' })).toMatchObject({ status: 'True' });
    expect(ready(['v1.4.0 Beta'])).toMatchObject({ status: 'True' });
  });

  test('of one type twice is refused, under one name or two, and two instances of one name are an Error (R36)', () => {
    const twice = scratch.file('twice.yaml', '');
    const document = JSON.stringify(pluginOf(ROUTER, 'queue-scorer', ['v0.9.0 Alpha'])[0]?.raw);
    scratch.file('twice.yaml', document);
    const ran = inline('evaluate', '-f', path.join(catalogs, ROUTER), '-f', twice);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`PluginMaturity ${ROUTER}.queue-scorer stands twice`);
    // Under another name it would not collide, so the name must be that of the type.
    const [alias] = objectsIn(document.replace(`"${ROUTER}.queue-scorer"`, `"${ROUTER}.queue-scorer-2"`));
    expect(alias?.parsed).toMatchObject({ valid: false });
    const named = {
      plugins: [
        { type: 'queue-scorer', name: 'one' },
        { type: 'kv-cache-utilization-scorer', name: 'one' },
      ],
    };
    expect(install(router, ROUTER, 'v0.10.0', named).errors).toEqual(['DuplicatePluginName one']);
  });
});

describe('the level of a type', () => {
  test('stands in one file of a component, apart from the code that registers it, and lint guards it in CI (R37)', () => {
    const file = path.join(catalogs, ROUTER, 'plugins.yaml');
    const lint = (names: string[]) => {
      const registry = { name: 'registry', kind: 'Build', of: 'Plugins', release: 'v0.10.0', names };
      const inventory = scratch.file('registry.json', JSON.stringify({ component: ROUTER, inventories: [registry] }));
      const policy = path.join(catalogs, ROUTER, 'policy.yaml');
      const { code, stdout } = inline('lint', '-f', file, '-f', policy, '-i', inventory, '-o', 'json');
      const { drifts } = JSON.parse(stdout) as { drifts: { kind: string; subjects: string[] }[] };
      return [code, ...drifts.map(({ kind, subjects }) => `${kind} ${subjects.join(' ')}`)];
    };
    const registered = install(router, ROUTER, 'v0.10.0', {
      ...uses(...router.flatMap((one) => specOf(one).type ?? [])),
    }).report.plugins.flatMap(({ type, level }) => (level === 'Removed' || level === 'NotYetAvailable' ? [] : [type]));
    expect(registered.length).toBeGreaterThan(90);
    expect(lint(registered)).toEqual([0]);
    expect(lint([...registered, 'smuggled-scorer'])).toEqual([1, 'UnknownName smuggled-scorer']);
    expect(lint(registered.filter((type) => type !== 'queue-scorer'))).toEqual([1, 'NotShipped queue-scorer']);
  });

  test('of a derived project stands in a map of its own, and merging maps finds what both claim (R38)', () => {
    const map = (name: string, ...objects: DeclaredObject[]) =>
      scratch.file(name, objects.map(({ raw }) => JSON.stringify(raw)).join('\n---\n'));
    const setOf = (type: string) =>
      JSON.stringify({
        apiVersion: 'stagegate.dev/v1beta1',
        kind: 'FeatureSet',
        metadata: { name: 'install' },
        spec: { component: ROUTER, release: 'v0.10.0', ...uses(type) },
      });
    const base = path.join(catalogs, ROUTER);
    const own = map('derived/plugins.yaml', ...pluginOf(ROUTER, 'acme-scorer', ['v0.10.0 Beta']));
    const merged = inline('evaluate', '-f', base, '-f', own, '-f', scratch.file('set.json', setOf('acme-scorer')));
    expect(merged.code).toBe(0);
    const alone = inline('evaluate', '-f', base, '-f', scratch.file('set.json', setOf('acme-scorer')));
    expect(alone.code).toBe(1);
    const claim = map('derived/claim.yaml', ...pluginOf(ROUTER, 'queue-scorer', ['v0.9.0 Stable']));
    const conflict = inline('evaluate', '-f', base, '-f', own, '-f', claim);
    expect(conflict.code).toBe(2);
    expect(conflict.stderr).toContain(`${ROUTER}.queue-scorer stands twice`);
    expect(conflict.stderr).toContain(path.join(base, 'plugins.yaml'));
    expect(conflict.stderr).toContain(claim);
    // The same type in a component of its own is no conflict.
    const elsewhere = map('derived/elsewhere.yaml', ...pluginOf('acme', 'queue-scorer', ['v1.0.0 Alpha']));
    expect(inline('evaluate', '-f', base, '-f', elsewhere).stderr).not.toContain('twice');
  });
});

describe('the record', () => {
  test('is the one source of type, level, gate, deprecation, schedule and replacement: all that is told follows it (R39)', () => {
    const told = (objects: readonly DeclaredObject[]) => {
      const { plugin, status, message } = install(objects, ROUTER, 'v0.10.0', uses('tokenizer'));
      const { summary, deprecation, conditions } = status(`${ROUTER}.tokenizer`);
      const [deprecated] = conditions.filter(({ type }) => type === 'Deprecated');
      return { row: plugin('tokenizer'), summary, deprecation, warning: message('DeprecatedPlugin'), deprecated };
    };
    const before = told(router);
    expect(before.row).toMatchObject({ level: 'Beta', deprecated: true });
    expect(before.deprecation).toMatchObject({ scheduled: { release: 'v0.11.0' }, verdict: 'OnTime' });
    expect(before.warning).toMatch(/deprecated in v0\.10\.0 and will be removed in v0\.11\.0.*'token-producer'/s);
    const edited = router.map((one) =>
      one.reference === `${ROUTER}.tokenizer`
        ? changed(one, (spec) => ({
            ...spec,
            stages: [
              { release: 'v0.3.0', level: 'Stable' },
              { release: 'v0.9.0', level: 'Deprecated' },
            ],
            deprecation: {
              message: 'count tokens elsewhere',
              removal: { when: 'Release', release: 'v0.12.0' },
              replacement: { mode: 'OneOf', items: [{ plugin: 'queue-scorer' }] },
            },
          }))
        : one,
    );
    const after = told(edited);
    expect(after.row).toMatchObject({ level: 'Stable', deprecated: true });
    expect(after.summary).toMatchObject({ level: 'Stable', deprecated: 'True' });
    expect(after.deprecation).toMatchObject({ scheduled: { release: 'v0.12.0' }, verdict: 'TooEarly' });
    expect(after.warning).toMatch(/will be removed in v0\.12\.0.*count tokens elsewhere.*'queue-scorer'/s);
    expect(after.warning).not.toContain('token-producer');
    expect(after.deprecated?.message).toContain('count tokens elsewhere');
  });

  test('has owners, component, proposal and the release of each level, the first being its introduction (R41)', () => {
    const all = catalogObjects(...FROM_FACTS, 'kubernetes');
    for (const object of declarations(all)) {
      const { component, gate, type, owners, stages } = specOf(object);
      expect(object.reference).toBe(`${component}.${(gate ?? type ?? '').toLowerCase()}`);
      expect(owners.length).toBeGreaterThan(0);
      expect(stages.every(({ release, level }) => release !== '' && level !== '')).toBe(true);
    }
    const [cliques] = gateOf('some', 'Gate', ['v1 Alpha']);
    expect(cliques?.parsed.valid).toBe(true);
    for (const missing of ['owners', 'component', 'stages']) {
      const { [missing]: _, ...spec } = (cliques?.raw['spec'] ?? {}) as Record<string, unknown>;
      const [object] = objectsIn(JSON.stringify({ ...cliques?.raw, spec }));
      expect(object?.parsed.valid).toBe(false);
    }
    const [tracked] = gateOf('some', 'Gate', ['v1.0.0 Alpha'], { tracking: 'https://example.org/proposals/1' });
    expect(tracked?.parsed.valid).toBe(true);
    expect(gateSpec.parse(tracked?.raw['spec'])).toMatchObject({ tracking: 'https://example.org/proposals/1' });
    // Before its introduction a gate is not there; from then on its history is told release by release.
    const history = (release: string) => {
      const { gate } = install(catalogObjects('kubernetes'), 'kubernetes', release);
      const { level, locked } = gate('DynamicResourceAllocation') ?? {};
      return `${level}${locked ? ' locked' : ''}`;
    };
    expect(['1.25', '1.26', '1.32', '1.34', '1.35'].map(history)).toEqual([
      'NotYetAvailable',
      'Alpha',
      'Beta',
      'Stable',
      'Stable locked',
    ]);
  });

  test('lists the parts of a component that honour a gate, one or several, each once (R42)', () => {
    const honoured = Object.fromEntries(
      declarations(driver).map((object): [string, string[]] => [specOf(object).gate ?? '', specOf(object).honoredBy]),
    );
    expect(Object.keys(honoured)).toHaveLength(13);
    expect(Object.values(honoured).filter((parts) => parts.length === 0)).toEqual([]);
    expect(honoured['ComputeDomainCliques']).toEqual([
      'compute-domain-controller',
      'compute-domain-daemon',
      'compute-domain-kubelet-plugin',
    ]);
    expect(honoured['DynamicMIG']).toEqual(['gpu-kubelet-plugin']);
    const [twice] = gateOf(DRIVER, 'Gate', ['v0.5.0 Alpha'], { honoredBy: ['webhook', 'webhook'] });
    expect(twice?.parsed.valid).toBe(false);
  });
});
