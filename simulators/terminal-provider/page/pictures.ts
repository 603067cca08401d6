import QRCode from "qrcode";
import { html, Markup } from "./html";

const ICONS = {
  back: '<path d="M10 3 5 8l5 5"/>',
  bolt: '<path d="M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z"/>',
  check: '<path d="m3 8.5 3.5 3.5L13 4.5"/>',
  cross: '<path d="m4 4 8 8M12 4l-8 8"/>',
  plug: '<path d="M6 2v3M10 2v3M4.5 5h7v2.5a3.5 3.5 0 0 1-7 0zM8 11v3"/>',
  clock: '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>',
  warning: '<path d="M8 2 1.5 13.5h13zM8 6.5v3.5M8 12v.2"/>',
  link: '<path d="M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.300 4.300L11 9M9 11.5 7.5 13a3 3 0 0 1-4.300-4.300L5 7"/>',
  circle: '<circle cx="8" cy="8" r="5.5"/>',
} as const;
export type IconName = keyof typeof ICONS;

/** A small line icon; the word beside it says the same. */
export const icon = (name: IconName): Markup =>
  new Markup(
    `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${ICONS[name]}</svg>`,
  );

/** Four waves: hold a card here. Drawn by us. */
export const contactlessMark = new Markup(
  '<svg class="waves" viewBox="0 0 48 48" aria-hidden="true" focusable="false"><path d="M10 17q5 7 0 14M18 13q8 11 0 22M26 9q11 15 0 30M34 5q14 19 0 38"/></svg>',
);

/** A card with its chip, going into the slot. */
export const slotMark = new Markup(
  '<svg class="chip" viewBox="0 0 40 28" aria-hidden="true" focusable="false"><rect x="1.5" y="1.5" width="37" height="25" rx="4"/><rect x="7" y="9" width="9" height="8" rx="1.5"/><path d="M7 13h9M20 20h12"/></svg>',
);

/** How much of the hold is used; the numbers stand beside it. */
export function holdBar(share: number): Markup {
  const width = Math.round(Math.min(1, Math.max(0, share)) * 1_000) / 10;
  return html`<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="4"/><rect class="fill" width="${width}" height="4"/></svg>`;
}

/** A QR code as one path on white. Null when the text does not fit into one. */
export function qrCode(text: string, label: string): Markup | null {
  let modules: { readonly size: number; readonly get: (row: number, column: number) => number };
  try {
    ({ modules } = QRCode.create(text, { errorCorrectionLevel: "M" }));
  } catch {
    return null;
  }
  const { size } = modules;
  let path = "";
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (modules.get(row, column) !== 0) path += `M${column} ${row}h1v1h-1z`;
    }
  }
  const box = `-3 -3 ${size + 6} ${size + 6}`;
  return html`<svg class="qr" viewBox="${box}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path class="paper" d="M-3-3h${size + 6}v${size + 6}h-${size + 6}z"/><path class="ink" d="${new Markup(path)}"/></svg>`;
}
