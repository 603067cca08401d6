import type { NextRequest } from "next/server";
import { isSameOrigin } from "@/app/_http/same-origin.rules";
import { AppError } from "@/lib/core/errors";
import { env } from "@/lib/env";

/** Throws `AppError` "foreign_origin" unless the request comes from our own page: a POST outside of server actions (SEC-14). */
export function requireSameOrigin(request: NextRequest): void {
  const from = {
    origin: request.headers.get("origin"),
    secFetchSite: request.headers.get("sec-fetch-site"),
  };
  if (!isSameOrigin(from, env().PUBLIC_URL))
    throw new AppError("forbidden", "foreign_origin", "the request does not come from our own page");
}

/**
 * The body as bytes, read no further than `most`: what is longer is not kept in memory first and refused then (SEC-62).
 * Throws `AppError` "body_too_large".
 */
export async function readBody(request: NextRequest, most: number): Promise<Uint8Array> {
  const tooLarge = () => new AppError("validation", "body_too_large", `more than ${most} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge();
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > most) {
      await reader?.cancel();
      throw tooLarge();
    }
    parts.push(part.value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
