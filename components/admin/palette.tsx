"use client";

import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Icon } from "@/components/ui/icon";
import type { SearchHit } from "@/lib/billing/admin.model";

const PLACES: Readonly<Record<SearchHit["kind"], { readonly label: string; readonly path: string }>> = {
  session: { label: "Session", path: "/admin/sessions" },
  payment: { label: "Payment", path: "/admin/payments" },
  receipt: { label: "Receipt", path: "/admin/sessions" },
  cdr: { label: "CDR", path: "/admin/cdrs" },
  evse: { label: "Charger", path: "/admin/stations" },
  station: { label: "Station", path: "/admin/stations" },
  location: { label: "Location", path: "/admin/locations" },
};

interface PaletteProps {
  readonly pages: readonly { readonly href: string; readonly label: string }[];
}

/** Search by any identifier, and the way to every page, with Ctrl K or ⌘ K (ADM-2). */
export function Palette({ pages }: PaletteProps) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const { hits, searching } = useHits(open ? text : "");
  const router = useRouter();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  const go = (href: string) => {
    setOpen(false);
    setText("");
    router.push(href);
  };
  const shown = pages.filter((page) => page.label.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="flex h-8 w-full max-w-sm items-center gap-2 rounded-lg border border-line bg-paper px-2.5 text-[13px] text-muted hover:border-edge"
      >
        <Icon icon={Search} size={14} />
        <span className="truncate">
          Search<span className="max-sm:hidden"> by any number or name</span>
        </span>
        <kbd className="ml-auto font-sans text-xs max-sm:hidden">Ctrl K</kbd>
      </button>
      <Command.Dialog
        open={open}
        onOpenChange={setOpen}
        shouldFilter={false}
        loop
        label="Search"
        overlayClassName="fixed inset-0 z-50 bg-ink/30"
        contentClassName="fixed top-[12vh] left-1/2 z-50 w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-surface text-ink"
      >
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="Reference, tr_…, receipt, EVSE id, station, last 4 of the card"
          maxLength={80}
          className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none placeholder:text-muted"
        />
        <Command.List className="max-h-[50vh] overflow-y-auto p-1.5 text-sm">
          <Command.Empty className="px-3 py-6 text-center text-muted">
            {searching ? "Searching …" : `Nothing has the number or name “${text}”`}
          </Command.Empty>
          {hits.length > 0 ? (
            <Command.Group heading="Found" className={GROUP}>
              {hits.map((hit) => {
                const place = PLACES[hit.kind];
                const value = `${hit.kind}-${hit.id}-${hit.title}`;
                return (
                  <Command.Item
                    key={value}
                    value={value}
                    onSelect={() => go(`${place.path}/${hit.id}`)}
                    className={ITEM}
                  >
                    <span className="tabular truncate font-medium">{hit.title}</span>
                    <span className="truncate text-muted">{hit.detail}</span>
                    <span className="ml-auto text-[13px] text-muted">{place.label}</span>
                  </Command.Item>
                );
              })}
            </Command.Group>
          ) : null}
          {shown.length > 0 ? (
            <Command.Group heading="Pages" className={GROUP}>
              {shown.map((page) => (
                <Command.Item
                  key={page.href}
                  value={page.href}
                  onSelect={() => go(page.href)}
                  className={ITEM}
                >
                  {page.label}
                </Command.Item>
              ))}
            </Command.Group>
          ) : null}
        </Command.List>
      </Command.Dialog>
    </>
  );
}

const GROUP =
  "[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-[13px] [&_[cmdk-group-heading]]:text-muted";
const ITEM = "flex min-h-9 items-center gap-2 rounded-md px-3 data-[selected=true]:bg-sunken";

/** Hits for a text, asked for shortly after the last key; an older answer never replaces a newer one. */
function useHits(text: string): { readonly hits: readonly SearchHit[]; readonly searching: boolean } {
  const [answer, setAnswer] = useState<{ readonly text: string; readonly hits: readonly SearchHit[] }>(
    NOTHING,
  );
  const term = text.trim();
  useEffect(() => {
    if (term.length < 2) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      fetch(`/admin/search?q=${encodeURIComponent(term)}`, { signal: abort.signal })
        .then((response) => (response.ok ? response.json() : { hits: [] }))
        .then((body: { hits: SearchHit[] }) => setAnswer({ text: term, hits: body.hits }))
        .catch(() => setAnswer({ text: term, hits: [] }));
    }, 150);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [term]);
  const fresh = answer.text === term && term.length >= 2;
  return { hits: fresh ? answer.hits : [], searching: term.length >= 2 && !fresh };
}
const NOTHING = { text: "", hits: [] } as const;
