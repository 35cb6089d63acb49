/** A cell that failed more than this share of its operations is shown and not ranked: the times are those of the lucky ones. */
export const MOST_FAILED = 0.05;
