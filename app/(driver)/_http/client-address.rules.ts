/**
 * The client's address from X-Forwarded-For, believing only as many hops as there are proxies of our own (SEC-61): each of
 * them appends the address it saw, so what stands further left is the client's own claim. Without a proxy the server itself
 * fills the header with the socket's address. "unknown" is one shared bucket, so that a missing header evades no limit.
 */
export function clientAddress(forwardedFor: string | null, trustedProxies: number): string {
  const hops = (forwardedFor ?? "")
    .split(",")
    .map((hop) => hop.trim())
    .filter((hop) => /^[0-9a-fA-F.:]{2,45}$/.test(hop));
  return hops.at(-Math.max(1, trustedProxies)) ?? hops[0] ?? "unknown";
}
