import { buttonClass } from "@/components/ui/button";

/** One page for everything that does not exist or is not yours (SEC-12). */
export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-4 px-5">
      <p className="text-sm font-medium text-muted">404</p>
      <h1 className="text-2xl font-semibold text-balance">There is nothing at this address</h1>
      <p className="text-muted">
        The link is old or was copied with a mistake. At a charger, type the code from its sticker.
      </p>
      <p>
        <a className={buttonClass("primary", "large")} href="/">
          Type a charger’s code
        </a>
      </p>
    </main>
  );
}
