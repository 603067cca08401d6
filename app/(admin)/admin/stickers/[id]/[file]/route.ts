import { env } from "@/lib/env";
import { readSticker } from "@/lib/locations/admin.queries";
import { stickerUrl } from "@/lib/locations/sticker-code";
import { adminRoute } from "../../../../_guard/admin-route";
import { codePng, codeSvg, stickerSvg } from "../../../../_guard/sticker-svg";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SVG = "image/svg+xml; charset=utf-8";

/** The code of a charger as code.svg, code.png, or the whole sticker as sticker.svg. */
export const GET = adminRoute(
  "sticker.read",
  async ({ context, scope }, _request, { id = "", file = "" }) => {
    const evse = UUID.test(id) ? await readSticker(context, scope, id) : null;
    const active = evse?.qrCodes.find((code) => code.state === "ACTIVE");
    if (!evse || !active) return new Response(null, { status: 404 });
    const base = new URL(env().PUBLIC_URL);
    const url = stickerUrl(base.origin, active.code);
    const { cpo } = evse.location;
    const text = {
      url,
      code: active.code,
      label: evse.label,
      operator: cpo.name,
      phone: cpo.supportPhone,
      domain: base.host,
    };
    switch (file) {
      case "code.svg":
        return send(codeSvg(url), SVG, file);
      case "code.png":
        return send(new Uint8Array(await codePng(url)), "image/png", file);
      case "sticker.svg":
        return send(stickerSvg(text), SVG, file);
      default:
        return new Response(null, { status: 404 });
    }
  },
);

function send(body: BodyInit, type: string, name: string): Response {
  return new Response(body, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "private, no-store",
    },
  });
}
