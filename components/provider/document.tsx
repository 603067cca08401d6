import type { ReactNode } from "react";
import { driverCss } from "@/components/driver/style/sheet";
import { PROVIDER_CSS } from "./style";

export interface ProviderPageProps {
  readonly nonce: string;
  readonly title: string;
  /** Who asks; null where no link works. */
  readonly clientName: string | null;
  readonly isAcceptance: boolean;
  readonly children: ReactNode;
}

/** A page for a provider's people: one HTML document without any script, as the driver's pages are (ADR 0003). */
export function ProviderPage({ nonce, title, clientName, isAcceptance, children }: ProviderPageProps) {
  return (
    <html lang="en">
      {/* biome-ignore lint/style/noHeadElement: this is a whole document of its own, outside Next's pages (ADR 0003). */}
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>{clientName ? `${title} · ${clientName}` : title}</title>
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <style nonce={nonce}>{driverCss(null, PROVIDER_CSS)}</style>
      </head>
      <body>
        <a className="skip" href="#main">
          Skip to content
        </a>
        {isAcceptance ? <p className="test">Acceptance: for tests, with simulated money.</p> : null}
        <header>
          <div className="bar">
            <span className="op">{clientName ?? "Kerbwatt"}</span>
          </div>
        </header>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <footer>
          <div>
            <p className="legal">
              This page belongs to one request. Keep its address to yourself: whoever has it can change the
              request.
            </p>
          </div>
        </footer>
      </body>
    </html>
  );
}

/** The page as text. `react-dom/server` is loaded late: Next refuses a static import in routes. */
export async function renderProviderPage(props: ProviderPageProps): Promise<string> {
  const { renderToStaticMarkup } = await import("react-dom/server");
  return `<!DOCTYPE html>${renderToStaticMarkup(<ProviderPage {...props} />)}`;
}
