import { describe, expect, it } from 'vitest';
import { planText } from '../../../../bin/plan-text.ts';
import { makePlan } from '../../../../lib/pipeline/planning/make-plan.ts';
import { planSummary } from '../../../../lib/pipeline/planning/plan-summary.ts';
import { selectionFrom } from '../../../../lib/pipeline/planning/select.ts';
import { scenarioPlan } from '../../../../lib/scenarios/plans.ts';

const WISH = makePlan({ run: 'r', preset: 'wish', selection: selectionFrom('wish'), scenario: scenarioPlan('transfer') });
const SITES = ['amsterdam', 'ashburn', 'los-angeles'];
const STAND_INS = {
  't1.small.x86': ['m4-metal-small', /6 much faster cores and 64 GB instead of 4 cores.*instead of 1 x 2.5 Gbps/],
  'c1.small.x86': ['c2-small-x86', /4 cores.*1 x 1 Gbps instead of 2 x 1 Gbps/],
  'n2.xlarge.x86': ['m4-metal-large', /24 instead of 28 cores.*instead of 4 x 10 Gbps/],
} as const;

describe('bare metal in the wish', () => {
  it.each(SITES)('moves large objects over 1, 8 and 16 streams from every host in %s, both ways', (site) => {
    for (const [host] of Object.values(STAND_INS))
      for (const size of [100_000_000, 1_000_000_000]) {
        const cells = WISH.cells.filter(({ axes }) => axes.host === host && axes.site === site && axes.size === size);
        expect(new Set(cells.map(({ axes }) => `${axes.operation} ${axes.streams}`))).toEqual(
          new Set(['get', 'put'].flatMap((operation) => [1, 8, 16].map((streams) => `${operation} ${streams}`))),
        );
        const planned = new Set(WISH.lanes.filter(({ phase }) => phase === 'bulk').flatMap((lane) => lane.cells));
        for (const { id, impossible } of cells) {
          expect(impossible, id).toBeUndefined();
          expect(planned, id).toContain(id);
        }
      }
  });

  it.each(Object.entries(STAND_INS))('shows what stands in for %s, where, and what differs', (asked, [host, differs]) => {
    const own = planSummary(WISH).substitutions.filter((one) => one.asked === asked);
    expect(own).toEqual([expect.objectContaining({ host, reason: expect.stringMatching(differs) })]);
    expect(own[0]?.sites).toEqual(['amsterdam (Latitude.sh AMS)', 'ashburn (Latitude.sh ASH)', 'los-angeles (Latitude.sh LAX)']);
    const line = planText(WISH)
      .split('\n')
      .find((text) => text.startsWith(`  ${host} stands in for ${asked} in amsterdam (Latitude.sh AMS)`));
    expect(line).toMatch(differs);
  });

  it.each(Object.entries(STAND_INS))('hands the same about %s to the page', (asked, [host, differs]) => {
    const remark = WISH.hosts.find(({ id }) => id === host)?.note;
    expect(remark).toContain(`stands in for ${asked}: `);
    expect(remark).toMatch(differs);
    expect(remark).toContain('at amsterdam (Latitude.sh AMS), ashburn (Latitude.sh ASH), los-angeles (Latitude.sh LAX)');
    for (const cell of WISH.cells.filter(({ axes }) => axes.host === asked)) expect(cell.impossible).toMatch(differs);
  });
});
