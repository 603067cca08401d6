import { createGunzip } from "node:zlib";
import { parseJson } from "../json.rules";
import type { SocketResponse } from "./outbound.model";

export type ReadBody =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly fault: "too_large" | "encoding" | "not_json" };

async function collect(chunks: AsyncIterable<Uint8Array>, max: number): Promise<Buffer | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > max) return null;
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/** Unpacks while it counts: a small gzip that grows without end stops at the limit, not in memory. */
async function unpack(packed: Buffer, max: number): Promise<Buffer | null> {
  const gunzip = createGunzip();
  gunzip.end(packed);
  try {
    return await collect(gunzip as AsyncIterable<Uint8Array>, max);
  } finally {
    gunzip.destroy();
  }
}

/**
 * Reads a response: at most `max` bytes before and after unpacking, JSON only, UTF-8 only (SEC-45). An error answer that is
 * no JSON is read as no body: its status says enough, and its text is not for us.
 */
export async function readBody(response: SocketResponse, max: number): Promise<ReadBody> {
  const encoding = (response.header("content-encoding") ?? "identity").trim().toLowerCase();
  if (encoding !== "identity" && encoding !== "gzip") return { ok: false, fault: "encoding" };
  if (Number(response.header("content-length") ?? 0) > max) return { ok: false, fault: "too_large" };
  const received = await collect(response.body, max);
  if (received === null) return { ok: false, fault: "too_large" };
  let bytes: Buffer | null = received;
  if (encoding === "gzip" && received.length > 0) {
    try {
      bytes = await unpack(received, max);
    } catch {
      return { ok: false, fault: "encoding" };
    }
    if (bytes === null) return { ok: false, fault: "too_large" };
  }
  if (bytes.length === 0) return { ok: true, body: null };
  const type = (response.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  const parsed = type === "application/json" ? parseUtf8(bytes) : null;
  if (parsed !== null) return { ok: true, body: parsed.value };
  const isSuccess = response.status >= 200 && response.status < 300;
  return isSuccess ? { ok: false, fault: "not_json" } : { ok: true, body: null };
}

function parseUtf8(bytes: Uint8Array): { readonly value: unknown } | null {
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}
