"use client";

import { CloudAlert } from "lucide-react";
import { Empty } from "@/components/admin/page-parts";
import { Button } from "@/components/ui/button";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** What stands in the frame when a page fails (ADM-33, SEC-67). */
export default function AdminError({ error, reset }: ErrorPageProps) {
  return (
    <div role="alert" className="rounded-lg border border-line bg-surface">
      <Empty icon={CloudAlert} title="This page could not be built">
        <p className="mb-3">
          Nothing was changed by it.{error.digest ? ` Reference for support: ${error.digest}` : ""}
        </p>
        <Button onClick={reset}>Try again</Button>
      </Empty>
    </div>
  );
}
