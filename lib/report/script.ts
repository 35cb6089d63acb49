import { ADDRESS } from './client/address.ts';
import { COPY } from './client/copy.ts';
import { FIGURES_DECODED } from './client/figures.ts';
import { MAP } from './client/map.ts';
import { PRINT_NUMBERS } from './client/print-numbers.ts';
import { TESTS } from './client/tests.ts';
import { UNFOLD } from './client/unfold.ts';
import { UNPACK } from './client/unpack.ts';
import { COMPARING } from './compare/on-page/script.ts';
import { WORKLOAD } from './workload/script.ts';

/** Each kind of element that the script brings to life, and with what. Where one cannot, the page stays as it was drawn. */
const START = `
for (const [selector, start] of [['figure.map', map], ['div.tests', tests], ['div.workload', workload], ['div.comparing', comparing]])
  for (const root of document.querySelectorAll(selector))
    start(root).catch((error) => {
      const note = make('p', 'This part of the page needs a browser of 2023 or later; the numbers are in run.json.', 'none');
      root.append(note);
      console.error(error);
    });`;

/**
 * The page's only script, the same text for every run: it reads the page's own attributes and packed numbers, writes text nodes
 * only, and keeps choices in the address. It is one string, because its hash is part of the policy of page and site.
 */
export const SCRIPT = `(() => {
'use strict';${[ADDRESS, UNPACK, PRINT_NUMBERS, FIGURES_DECODED, COPY, MAP, TESTS, WORKLOAD, COMPARING, UNFOLD, START].join('\n')}
})();`;
