import QRCode from "qrcode";

/** What a sticker says besides the code (ADM-15, SEC-1). */
export interface StickerText {
  readonly url: string;
  readonly code: string;
  readonly label: string;
  readonly operator: string;
  readonly phone: string;
  readonly domain: string;
}

/** Level Q survives a quarter of the code being scratched or dirty. */
const LEVEL = "Q";

/** The dark cells of a QR code as one path in cells, with its side length. */
export function qrPath(url: string): { readonly path: string; readonly size: number } {
  const { modules } = QRCode.create(url, { errorCorrectionLevel: LEVEL });
  const parts: string[] = [];
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (modules.get(row, column)) parts.push(`M${column} ${row}h1v1h-1z`);
    }
  }
  return { path: parts.join(""), size: modules.size };
}

/** The bare code with the quiet zone of four cells that scanners need. */
export function codeSvg(url: string): string {
  const { path, size } = qrPath(url);
  const box = `-4 -4 ${size + 8} ${size + 8}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" shape-rendering="crispEdges"><rect x="-4" y="-4" width="${size + 8}" height="${size + 8}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`;
}

/** The code as a picture for programs that take no vectors. */
export function codePng(url: string): Promise<Buffer> {
  return QRCode.toBuffer(url, { errorCorrectionLevel: LEVEL, margin: 4, width: 1024, type: "png" });
}

const escapeXml = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A whole sticker, 74 × 105 mm (A7), as a vector for the printer. */
export function stickerSvg(text: StickerText): string {
  const { path, size } = qrPath(text.url);
  const side = 54;
  const line = (y: number, mm: number, weight: number, words: string) =>
    `<text x="37" y="${y}" font-size="${mm}" font-weight="${weight}">${escapeXml(words)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="74mm" height="105mm" viewBox="0 0 74 105">`,
    `<rect width="74" height="105" fill="#fff"/>`,
    `<g font-family="Inter, Helvetica, Arial, sans-serif" text-anchor="middle" fill="#000">`,
    line(10, 4, 600, text.operator),
    line(18, 6.5, 700, text.label),
    `<g transform="translate(${(74 - side) / 2} 22) scale(${side / size})" shape-rendering="crispEdges"><path d="${path}"/></g>`,
    line(83, 3.6, 600, `${text.domain}/c/${text.code}`),
    line(89, 2.5, 400, "Scan to see the price and to pay. Check that the address"),
    line(92.6, 2.5, 400, "in your browser begins with the one printed here."),
    line(100, 3.6, 600, `Help: ${text.phone}`),
    `</g></svg>`,
  ].join("");
}
