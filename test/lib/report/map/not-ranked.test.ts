import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../lib/domain/run.ts';
import { notRanked } from '../../../../lib/report/map/not-ranked.ts';
import { firstSetting, type Setting } from '../../../../lib/report/map/setting.ts';
import { renderReport } from '../../../../lib/report/render.ts';
import { scopeOf } from '../../../../lib/report/scope.ts';
import { constructedCell, constructedComparisons, constructedRun } from '../../../fixtures/report/constructed-run.ts';
import { largeRun } from '../../../fixtures/report/large-run.ts';
import { all, parse } from '../page-text.ts';

const said = (run: RunRecord) => {
  const scope = scopeOf(run, run.scenarios[0] as RunRecord['scenarios'][number]);
  const html = notRanked(scope, firstSetting(scope) as Setting);
  return html === false ? '' : html.text.replace(/<[^>]+>/g, '');
};

describe('numbers that stand in the map without being ranked', () => {
  it('are named under it, with the record’s own reason, what is shown first before the rest', () => {
    expect(said(largeRun(600))).toMatch(
      /^Not ranked: dynamodb in \d+ cells: “3 items, never ranked against single objects” and “26 items, never ranked against single objects”\. All remarks$/,
    );
  });

  it('are not spoken of where everything is ranked', () => {
    expect(said({ ...largeRun(600), cells: largeRun(600).cells.filter(({ form }) => form === undefined) })).toBe('');
  });

  it('carry the words in their cell of the map', () => {
    const near = (colour: string, echo: number) => constructedCell({ distance: 'near', colour, echo });
    const plain = [near('red', 10), near('blue', 20)];
    const apart = constructedCell({ distance: 'near', colour: 'green', echo: 1 }, { form: 'parts', note: 'made of 3 parts' });
    const compared = constructedComparisons(plain, () => true);
    const root = parse(renderReport(constructedRun([...plain, apart], compared)));
    expect(all(root, '.map .heat td small').map(({ textContent }) => textContent)).toContain('not ranked');
    expect(root.querySelector('.map')?.textContent).toContain('Not ranked: green in 1 cell: “made of 3 parts”');
  });
});
