/** Names of configuration keys and fields whose values are secrets. */
const SECRET = /AuthorizationKey|SharedSecret|password|passwd|secret/i;

/** User and password inside an address: `ftp://user:password@host`. */
const CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"]+:[^\s/@"]+@/gi;

const MASK = "***";

/**
 * A frame as it may be kept (SEC-66): values of secret configuration keys and credentials in addresses are masked, everything
 * else stays as it came, byte for byte. A frame that names a secret and can not be parsed is not kept at all.
 */
export function maskFrame(raw: string): string {
  const masked = raw.replace(CREDENTIALS, `$1${MASK}@`);
  if (!SECRET.test(masked)) return masked;
  try {
    return JSON.stringify(maskValue(JSON.parse(masked), 0));
  } catch {
    return "[unreadable frame with the name of a secret]";
  }
}

function maskValue(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > 40) return MASK;
  if (Array.isArray(value)) return value.map((item) => maskValue(item, depth + 1));
  const object = value as Record<string, unknown>;
  const namesSecret = typeof object.key === "string" && SECRET.test(object.key);
  return Object.fromEntries(
    Object.entries(object).map(([name, inner]) => {
      const isSecret = SECRET.test(name) || (namesSecret && name === "value");
      return [name, isSecret ? MASK : maskValue(inner, depth + 1)];
    }),
  );
}
