"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Reads the page's data anew every few seconds while it is in view. */
export function AutoRefresh({ everyS }: { readonly everyS: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, everyS * 1000);
    return () => clearInterval(timer);
  }, [everyS, router]);
  return null;
}
