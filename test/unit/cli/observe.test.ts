import { expect, test } from 'vitest';
import { inline, printed } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';

const SET = `apiVersion: stagegate.dev/v1beta1
kind: FeatureSet
metadata: {name: cluster, namespace: kube-system}
spec: {component: kubernetes, release: "1.36", observe: {from: APIServerMetrics}}
`;

test('with no cluster nothing is known of what the API server reports, and that is no finding', () => {
  const ran = inline('evaluate', '-f', scratch.file('set.yaml', SET), '-o', 'json');
  const { items, report } = printed(ran);
  expect(items[0]?.status).not.toHaveProperty('observed');
  expect(items[0]?.status['conditions']).toContainEqual(
    expect.objectContaining({ type: 'InSync', status: 'Unknown', reason: 'NotReported' }),
  );
  expect(report[0]?.findings.map(({ reason }) => reason)).toEqual([]);
});
