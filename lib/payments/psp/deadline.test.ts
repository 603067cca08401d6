import { describe, expect, it } from "vitest";
import { DeadlineExceeded, withDeadline } from "./deadline";

describe("a deadline", () => {
  it("REL-16: gives up on work that never settles", async () => {
    await expect(withDeadline(new Promise(() => {}), 5)).rejects.toBeInstanceOf(DeadlineExceeded);
  });

  it("hands on what came in time, also a failure", async () => {
    await expect(withDeadline(Promise.resolve(7), 1_000)).resolves.toBe(7);
    await expect(withDeadline(Promise.reject(new Error("no")), 1_000)).rejects.toThrow("no");
  });
});
