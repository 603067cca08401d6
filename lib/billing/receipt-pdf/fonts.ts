import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import fontkit from "@pdf-lib/fontkit";
import type { PDFDocument, PDFFont } from "pdf-lib";

/** The scripts in which Inter comes; a text is set in as many of them as it needs. Earlier ones win. */
const SCRIPTS = ["latin", "latin-ext", "greek", "cyrillic"] as const;
const WEIGHTS = [400, 600] as const;
export type Weight = (typeof WEIGHTS)[number];

/** Stands for a character that no font of ours has, such as an emoji in a company's name. */
const MISSING = "?";

interface Face {
  readonly bytes: Uint8Array;
  readonly characters: ReadonlySet<number>;
}

/** A piece of a text in one font. */
export interface Run {
  readonly font: PDFFont;
  readonly text: string;
}

/** Sets text in embedded fonts: "Łódź", "Ğ" and "ő" print, which the PDF's own standard fonts can not. */
export interface Fonts {
  runs(text: string, weight: Weight): Run[];
  width(text: string, weight: Weight, size: number): number;
}

/** Embeds the fonts that `texts` need, as subsets. */
export async function embedFonts(document: PDFDocument, texts: readonly string[]): Promise<Fonts> {
  document.registerFontkit(fontkit);
  const needed = new Set(texts.join("") + MISSING);
  const embedded = new Map<Face, PDFFont>();
  const byWeight = new Map<Weight, readonly Face[]>();
  for (const weight of WEIGHTS) {
    const faces = await Promise.all(SCRIPTS.map((script) => loadFace(script, weight)));
    byWeight.set(weight, faces);
    for (const face of facesFor(needed, faces)) {
      // Figures of one width line up in columns; no ligatures, so that copied text is the printed text.
      const features = { tnum: true, liga: false, calt: false };
      embedded.set(face, await document.embedFont(face.bytes, { subset: true, features }));
    }
  }
  const runs = (text: string, weight: Weight): Run[] => {
    const found: { font: PDFFont; text: string }[] = [];
    for (const character of text.normalize("NFC")) {
      const face = faceOf(character, byWeight.get(weight) ?? []);
      const font = embedded.get(face ?? firstFace(byWeight, weight));
      if (!font) continue;
      const last = found.at(-1);
      const shown = face ? character : MISSING;
      if (last?.font === font) last.text += shown;
      else found.push({ font, text: shown });
    }
    return found;
  };
  /** Shaping is the expensive part of a document; a text is measured once, at one point. */
  const widths = new Map<string, number>();
  const widthAtOnePoint = (text: string, weight: Weight): number => {
    const key = `${weight} ${text}`;
    const known = widths.get(key);
    if (known !== undefined) return known;
    const width = runs(text, weight).reduce((sum, run) => sum + run.font.widthOfTextAtSize(run.text, 1), 0);
    widths.set(key, width);
    return width;
  };
  return { runs, width: (text, weight, size) => widthAtOnePoint(text, weight) * size };
}

function firstFace(byWeight: ReadonlyMap<Weight, readonly Face[]>, weight: Weight): Face {
  const face = byWeight.get(weight)?.[0];
  if (!face) throw new RangeError(`no font of weight ${weight}`);
  return face;
}

function facesFor(needed: ReadonlySet<string>, faces: readonly Face[]): Set<Face> {
  const found = new Set<Face>();
  for (const character of needed) {
    const face = faceOf(character, faces);
    if (face) found.add(face);
  }
  return found;
}

function faceOf(character: string, faces: readonly Face[]): Face | undefined {
  const code = character.codePointAt(0) ?? 0;
  return faces.find((face) => face.characters.has(code));
}

const cache = new Map<string, Promise<Face>>();

/**
 * A font file of the Inter package; WOFF, because fontkit can not make subsets of its WOFF2. Looked up from the working
 * directory, so that a bundler neither copies nor renames it.
 */
function loadFace(script: (typeof SCRIPTS)[number], weight: Weight): Promise<Face> {
  const name = `@fontsource/inter/files/inter-${script}-${weight}-normal.woff`;
  const known = cache.get(name);
  if (known) return known;
  const loading = readFace(name);
  cache.set(name, loading);
  loading.catch(() => cache.delete(name));
  return loading;
}

async function readFace(name: string): Promise<Face> {
  const find = createRequire(path.join(process.cwd(), "package.json"));
  const bytes = await readFile(find.resolve(name));
  return { bytes, characters: new Set(fontkit.create(bytes).characterSet) };
}
