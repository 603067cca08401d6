import { parseArgs } from "node:util";
import { EXCHANGE_FORMATS, type ExchangeFormat } from "@/lib/pricing/exchange/import-report.model";

/** What `npm run exchange` is asked for. */
export interface ExchangeWish {
  readonly act: "import" | "export";
  readonly what: "tariffs" | "cdrs";
  /** Country code and party of the operator. */
  readonly cpo: readonly [string, string];
  readonly format: ExchangeFormat;
  readonly kind: "RETAIL" | "WHOLESALE";
  readonly dryRun: boolean;
  /** Import: the file to read. Export: the file to write; absent is standard output. */
  readonly file: string | null;
  /** Who stands in the history. */
  readonly by: string;
}

export const EXCHANGE_USAGE = `usage: npm run exchange -- import tariffs|cdrs --cpo NL-NLM --format csv|ocpi-2.1.1|ocpi-2.2.1|ocpi-2.3.0
                              [--kind retail|wholesale] [--dry-run] [--by NAME] FILE
       npm run exchange -- export tariffs|cdrs --cpo NL-NLM --format FORMAT [--kind retail|wholesale] [FILE]`;

const OPTIONS = {
  cpo: { type: "string" },
  format: { type: "string" },
  kind: { type: "string", default: "retail" },
  by: { type: "string", default: "command line" },
  "dry-run": { type: "boolean", default: false },
} as const;

/** Reads the words of the command line; a sentence when they make no sense. */
export function readExchangeArguments(words: readonly string[]): ExchangeWish | string {
  try {
    return wishOf(parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true, strict: true }));
  } catch (error) {
    return (error as Error).message;
  }
}

function wishOf({ values, positionals }: ReturnType<typeof parse>): ExchangeWish | string {
  const [act, what, file, ...rest] = positionals;
  if (act !== "import" && act !== "export") return "say import or export first";
  if (what !== "tariffs" && what !== "cdrs") return "say tariffs or cdrs second";
  if (rest.length > 0 || (act === "import" && file === undefined)) return "name one file";
  const cpo = /^([A-Z]{2})-?([A-Z0-9]{3})$/i.exec(values.cpo ?? "");
  if (!cpo) return "--cpo needs country code and party, such as NL-NLM";
  const format = EXCHANGE_FORMATS.find((name) => name === values.format);
  if (!format) return `--format needs one of ${EXCHANGE_FORMATS.join(", ")}`;
  const kind = values.kind.toUpperCase();
  if (kind !== "RETAIL" && kind !== "WHOLESALE") return "--kind is retail or wholesale";
  return {
    act,
    what,
    cpo: [(cpo[1] ?? "").toUpperCase(), (cpo[2] ?? "").toUpperCase()],
    format,
    kind,
    dryRun: values["dry-run"],
    file: file ?? null,
    by: values.by.slice(0, 80),
  };
}

/** Only for its type. */
const parse = () => parseArgs({ options: OPTIONS, allowPositionals: true });
