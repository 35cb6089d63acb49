/** Paper cannot be unfolded: everything is open while a page is printed. */
export const UNFOLD = `
const folds = [...document.querySelectorAll('details')];
let folded = [];
addEventListener('beforeprint', () => {
  folded = folds.filter((fold) => !fold.open);
  for (const fold of folded) fold.open = true;
});
addEventListener('afterprint', () => { for (const fold of folded) fold.open = false; });`;
