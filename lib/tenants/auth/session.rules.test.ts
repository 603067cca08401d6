import { describe, expect, it } from "vitest";
import { ABSOLUTE_S, clientAddress, IDLE_S, liveClaims } from "./session.rules";

const now = Date.parse("2026-03-02T09:00:00Z");
const at = (secondsAgo: number) => ({
  userId: "u",
  securityVersion: 0,
  signedInAt: now / 1000 - secondsAgo,
});

describe("sign-in claims", () => {
  it("SEC-55: end after 12 hours in any case, and idle after 30 minutes", () => {
    expect(ABSOLUTE_S).toBe(43_200);
    expect(IDLE_S).toBe(1_800);
    expect(liveClaims(at(ABSOLUTE_S - 1), now)).not.toBeNull();
    expect(liveClaims(at(ABSOLUTE_S), now)).toBeNull();
  });

  it("are nothing when incomplete or from the future", () => {
    const { userId: _, ...withoutUser } = at(1);
    expect(liveClaims(withoutUser, now)).toBeNull();
    expect(liveClaims({}, now)).toBeNull();
    expect(liveClaims(at(-3_600), now)).toBeNull();
  });
});

describe("clientAddress", () => {
  it("SEC-61: believes only the hop that the outermost trusted proxy has added", () => {
    expect(clientAddress("6.6.6.6, 203.0.113.9", 1)).toBe("203.0.113.9");
    expect(clientAddress("6.6.6.6, 203.0.113.9, 10.0.0.1", 2)).toBe("203.0.113.9");
    expect(clientAddress("203.0.113.9", 0)).toBe("203.0.113.9");
    expect(clientAddress(null, 1)).toBe("unknown");
    expect(clientAddress("203.0.113.9", 3)).toBe("unknown");
  });
});
