/** What the command's exit code says. */
export const EXIT = {
  good: 0,
  failedCells: 1,
  badInput: 2,
  nothingMeasured: 3,
  somethingLeft: 4,
  /** `compare --fail-on`: at least one cell is surely slower by more than the limit. */
  slower: 5,
  /** Also where Ctrl-C only ends the watching of a run in the cloud: what became of it is not known yet. */
  interrupted: 130,
} as const;
