/** Ranges of addresses that mean something inside a network only (RFC 1918, 3927, 4193, 4291, 6598, 1122). */
const V4_PRIVATE = /^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;
const V6_PRIVATE = /^(::1?$|f[cd]|fe[89ab])/i;
const V4_IN_V6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Whether an IP address belongs to the public internet, and so to a service rather than to somebody's own network. */
export function isPublicAddress(address: string): boolean {
  const v4 = V4_IN_V6.exec(address)?.[1] ?? (address.includes(':') ? undefined : address);
  return v4 === undefined ? !V6_PRIVATE.test(address) : !V4_PRIVATE.test(v4);
}
