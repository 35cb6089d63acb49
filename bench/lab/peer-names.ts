/** The product's own engine. */
export const RAW = 'raw';
export const COLD = 'raw, not warmed up';
/** The clients a goal speaks of: the better of them counts. */
export const GOS = ['Go', 'Go tuned'] as const;
export const FLOOR = 'C';
/** Clients no goal is about: they take part in few rounds. */
export const CONTEXT = ['curl', 'node:http', 'undici', 'AWS SDK v3'] as const;
