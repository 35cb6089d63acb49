/** Key and content attributes of every item. The agent's item engine uses the same two names. */
export const KEY_ATTRIBUTE = 'k';
export const DATA_ATTRIBUTE = 'd';
/** Seconds since 1970 after which DynamoDB may remove the item by itself. */
export const EXPIRES_ATTRIBUTE = 'expires';
