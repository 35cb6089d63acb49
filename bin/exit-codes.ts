/** What the command's exit code says. */
export const EXIT = {
  good: 0,
  failedCells: 1,
  badInput: 2,
  nothingMeasured: 3,
  somethingLeft: 4,
  interrupted: 130,
} as const;
