import type { Context } from "@/lib/db/context";
import type { Location } from "../../canonical/location.model";
import type { LocationPlace } from "../../objects/location-rows.queries";
import { type Written, writtenOf } from "../../server/answers.rules";
import type { OcpiRequest } from "../../server/server.model";
import { codecOf } from "../../versions/registry";
import type { PeerSettings } from "../../wire/context.model";

/** Most characters that a process keeps: about 100,000 EVSEs in one version. */
const KEPT_MAX = 96 * 1024 * 1024;

interface Kept {
  readonly digest: string;
  readonly written: Written;
}

interface Memory {
  /** By version and settings, then by location. */
  readonly kept: Map<string, Map<string, Kept>>;
  characters: number;
}

const memories = new WeakMap<Context, Memory>();

function memoryOf(context: Context): Memory {
  const known = memories.get(context) ?? { kept: new Map(), characters: 0 };
  memories.set(context, known);
  return known;
}

/** Locations as a version writes them for a partner with these settings, kept as long as their digest stays the same. */
export interface LocationTexts {
  find(place: LocationPlace): Written | null;
  /** Writes a location; with a digest it is kept under it. */
  write(location: Location, digest: string | null): Written;
}

/**
 * Writing a location and checking it costs far more than finding it. What it says depends on its digest, the version and the
 * settings only, so that a text that is found is what would be written.
 */
export function locationTexts(
  context: Context,
  { version }: Pick<OcpiRequest, "version">,
  settings: PeerSettings,
): LocationTexts {
  const memory = memoryOf(context);
  const variant = `${version} ${JSON.stringify(settings)}`;
  const kept = memory.kept.get(variant) ?? new Map<string, Kept>();
  return {
    find({ id, digest }) {
      const known = kept.get(id);
      return known?.digest === digest ? known.written : null;
    },
    write(location, digest) {
      const written = writtenOf(codecOf(version).location(location, settings));
      if (digest === null) return written;
      memory.characters += sizeOf(written) - sizeOf(kept.get(location.id)?.written);
      if (memory.characters > KEPT_MAX) {
        memory.kept.clear();
        kept.clear();
        memory.characters = sizeOf(written);
      }
      memory.kept.set(variant, kept.set(location.id, { digest, written }));
      return written;
    },
  };
}

function sizeOf(written: Written | undefined): number {
  return written?.ok ? written.json.length : 0;
}
