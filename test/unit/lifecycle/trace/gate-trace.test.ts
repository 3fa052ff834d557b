import fc from 'fast-check';
import { expect, test } from 'vitest';
import { traceGate } from '../../../../src/lifecycle/trace/gate-trace.ts';
import { explanationOf } from '../../../../src/report/explanation.ts';
import { worlds } from '../component/generated-world.ts';

test(
  'for every world the trace of a gate ends at its effective value, and passes its requested one',
  { timeout: 900_000 },
  () => {
    fc.assert(
      fc.property(worlds, (one) => {
        for (const { spec } of one.gates) {
          for (const trace of traceGate([one], one.component, spec.gate)) {
            const { row, steps, decided } = trace;
            if (!row) {
              expect(steps).toEqual([]);
              continue;
            }
            expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7]);
            expect(steps[6]?.value).toBe(row.effective);
            if (!row.upstreamFails) expect(steps[4]?.value).toBe(row.requested);
            // After the step that decided nothing changes any more.
            const after = steps.filter(({ step }) => step >= (decided ?? 7)).map(({ value }) => value);
            expect(new Set(after).size).toBe(1);
            const told = steps.flatMap(({ findings }) => findings);
            expect(trace.findings.filter((finding) => !told.includes(finding))).toEqual([]);
            const { because } = explanationOf(spec.gate, trace);
            expect(because).not.toBe('');
          }
        }
      }),
      { numRuns: Number(process.env['STAGEGATE_LAW_RUNS'] ?? 2_000) },
    );
  },
);
