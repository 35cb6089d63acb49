/** Paper cannot be unfolded: everything is open while a page is printed. */
export const UNFOLD = `
let folded = [];
addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('details:not([open])')];
  for (const fold of folded) fold.open = true;
});
addEventListener('afterprint', () => { for (const fold of folded) fold.open = false; });`;
