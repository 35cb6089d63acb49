/** Longest Lambda allows: steps that fill stores, draw the page or remove a run, and probes, whose orders are at most 12 minutes of work. */
export const LONGEST_FUNCTION_MINUTES = 15;
/** Signs every request of a round, and waits where Lambda says there are too many invocations. */
export const SEND_ORDER_MINUTES = 3;
/** An order that waited longer for its probe is late: its lane has given it up by then, and its URLs age. */
export const PROBE_QUEUE_MINUTES = 5;
/** Clocks differ, Lambda starts and ends late. */
const MARGIN_MINUTES = 7;

/**
 * By then nothing that was under way when a run was cut off can make anything more. The longest way: a SendOrder hands an order over at
 * its end, the order waits for its probe, the probe works as long as it may.
 */
export const IN_FLIGHT_SECONDS = (SEND_ORDER_MINUTES + PROBE_QUEUE_MINUTES + LONGEST_FUNCTION_MINUTES + MARGIN_MINUTES) * 60;
