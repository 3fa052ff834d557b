import { judged } from '../result.ts';
import { withCluster, withOperator, type Scenario } from './scene.ts';

const STARTS = 5;

/** An operator that has nothing to do. */
export const empty: Scenario = async (scene) =>
  withCluster(async (cluster) => {
    const ready: number[] = [];
    const memory: number[] = [];
    for (let start = 0; start < STARTS; start++) {
      await withOperator(scene, cluster, 'an empty cluster', async (operator) => {
        await operator.rest();
        ready.push(operator.readySeconds);
        memory.push(operator.residentMiB());
      });
    }
    return { emptyReady: judged('emptyReady', ready), emptyMemory: judged('emptyMemory', memory) };
  });
