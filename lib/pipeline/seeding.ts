/** Objects written at once to one store: enough to hide its latency, few enough for a provider's fair use. */
export const SEEDING_AT_ONCE = 8;
