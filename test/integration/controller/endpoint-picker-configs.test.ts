import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notable, publishedConfigs } from '../../unit/catalogs/endpoint-picker-configs.ts';
import { Cluster } from '../cluster/cluster.ts';
import { configMap, source } from '../cluster/config-maps.ts';
import { featureSet, NAMESPACE } from '../cluster/declared-objects.ts';
import { grant, PUBLISHER } from '../cluster/rights.ts';
import { until } from '../../support/until.ts';

const COMPONENT = 'llm-d-router';
const catalog = path.resolve(import.meta.dirname, '../../../config/catalogs', COMPONENT);
/** Each config as the only source of a FeatureSet of its own. */
const configs = publishedConfigs().map(({ where, text, expected }, index) => {
  const name = `config-${index}`;
  const sources = [source(name, { key: 'config.yaml', format: 'EndpointPickerConfig' })];
  const set = featureSet(COMPONENT, 'v0.11.0-dev', {}, { experimentalPlugins: 'Disallow', sources });
  return {
    where,
    config: configMap(NAMESPACE, name, { 'config.yaml': text }),
    set: { ...set, metadata: { name, namespace: NAMESPACE } },
    expected,
  };
});

interface Finding {
  readonly severity: string;
  readonly reason: string;
  readonly subject: string;
}

describe('published configs of endpoint pickers on a real server', () => {
  let cluster: Cluster;
  const found = new Map<string, readonly Finding[]>();

  beforeAll(async () => {
    cluster = await Cluster.start('default');
    await grant(cluster, PUBLISHER);
    await cluster.kubectl('create', '-f', catalog);
    const operator = cluster.operator();
    await operator.ready();
    await cluster.create(configs.map(({ config }) => config));
    await cluster.create(configs.map(({ set }) => set));
    for (const { set } of configs) await until(async () => cluster.answered(set));
    for (const { metadata, status } of await cluster.list('FeatureSet')) {
      found.set(metadata.name, (status?.['findings'] ?? []) as Finding[]);
    }
  });
  afterAll(async () => cluster?.stop());

  test.each(configs)(
    'of $where get exactly the findings that the list gives (R26, R56, R65, R124)',
    ({ set, expected }) => {
      expect(notable(found.get(set.metadata.name))).toEqual(expected);
    },
  );
});
