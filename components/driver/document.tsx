import type { ReactNode } from "react";
import type { SellerView } from "@/lib/sessions/driver-view.model";
import { Frame } from "./frame";
import { driverCss } from "./style/sheet";
import type { Ui } from "./ui";

/** How a page stays up to date without a reload (UX-40), and what it shows now. */
export interface LiveSource {
  /** Address of the event stream; the state for polling is beside it. */
  readonly events: string;
  readonly state: string;
  /** Changes when more than numbers change; see `screenKey`. */
  readonly screen: string;
  readonly version: number;
}

export interface PageProps {
  readonly ui: Ui;
  readonly nonce: string;
  /** Of the tab and of the main heading's announcement. */
  readonly title: string;
  readonly seller: SellerView | null;
  readonly reference: string | null;
  readonly children: ReactNode;
  readonly live?: LiveSource;
  /** Without scripts the page loads itself again after so many seconds (UX-4). */
  readonly refreshS?: number;
  /** With scripts the page looks again after so many seconds, for a charger that waits for the plug. */
  readonly lookAgainS?: number;
  /** Extra rules of this page, e.g. which amount the button names. */
  readonly css?: string;
}

/** A whole driver's page: one HTML document, its stylesheet inside, one small deferred script (ADR 0003). */
export function Page({
  ui,
  nonce,
  title,
  seller,
  reference,
  children,
  live,
  refreshS,
  lookAgainS,
  css,
}: PageProps) {
  return (
    <html lang={ui.locale}>
      {/* biome-ignore lint/style/noHeadElement: this is a whole document of its own, outside Next's pages (ADR 0003). */}
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>{seller ? `${title} · ${seller.name}` : title}</title>
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        {refreshS ? (
          <noscript>
            <meta httpEquiv="refresh" content={String(refreshS)} />
          </noscript>
        ) : null}
        <style nonce={nonce}>{driverCss(seller?.brandAccent ?? null, css)}</style>
        <script nonce={nonce} src="/driver.js" defer />
      </head>
      <body
        data-copied={ui.t("frame.copied")}
        data-offline={ui.t("frame.offline")}
        data-slow={ui.t("frame.slow")}
        data-now={ui.now.getTime()}
        data-phone={seller?.supportPhone}
        data-call={seller ? ui.t("frame.call", { phone: seller.supportPhone }) : undefined}
      >
        <Frame ui={ui} seller={seller} reference={reference}>
          <main
            id="main"
            tabIndex={-1}
            data-events={live?.events}
            data-state={live?.state}
            data-screen={live?.screen}
            data-version={live?.version}
            data-look-again={lookAgainS}
          >
            {children}
          </main>
        </Frame>
      </body>
    </html>
  );
}

/** The page as text, ready to be sent. `react-dom/server` is loaded late: Next refuses a static import in routes. */
export async function renderPage(props: PageProps): Promise<string> {
  const { renderToStaticMarkup } = await import("react-dom/server");
  return `<!DOCTYPE html>${renderToStaticMarkup(<Page {...props} />)}`;
}
