import { audit } from "./admin-action";
import type { Admin } from "./open-admin";

/** A file that is made while it is sent; the download stands in the audit log (ADM-24). `extension` is csv or json. */
export async function textDownload(
  admin: Admin,
  name: string,
  extension: "csv" | "json",
  pieces: AsyncGenerator<string, void>,
): Promise<Response> {
  await audit(admin, { action: "export.made", objectType: "export", objectId: name });
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        admin.context.log.error({ err: error, name }, "an export broke off");
        controller.error(error);
      }
    },
    async cancel() {
      await pieces.return();
    },
  });
  const type = extension === "csv" ? "text/csv" : "application/json";
  const day = admin.now.toISOString().slice(0, 10);
  return new Response(stream, {
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "content-disposition": `attachment; filename="kerbwatt-${name}-${day}.${extension}"`,
      "cache-control": "private, no-store",
    },
  });
}
