"use client";

import { Button } from "@/components/ui/button";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** What a person sees when a page fails: no technical text, a reference for support, a way on. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <main role="alert" className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-4 px-5">
      <h1 className="text-2xl font-semibold text-balance">This page could not be built</h1>
      <p className="text-muted">
        Nothing was changed. Try again; when it keeps failing, give support this reference.
      </p>
      {error.digest ? <p className="font-mono text-sm">{error.digest}</p> : null}
      <p>
        <Button tone="primary" size="large" onClick={reset}>
          Try again
        </Button>
      </p>
    </main>
  );
}
