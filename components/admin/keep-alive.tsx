"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { PREFERENCES } from "./nav.model";
import { rememberPreference } from "./preference";

const RENEW_EVERY_MS = 4 * 60_000;

/**
 * Renews the sign-in while somebody works here, so that the idle limit counts from the last act (SEC-55); a page that only
 * refreshes itself does not renew it. Also tells the server the person's time zone (ADM-34).
 */
export function KeepAlive({ zone }: { readonly zone: string | null }) {
  const router = useRouter();
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (own && own !== zone) {
      rememberPreference(PREFERENCES.zone, own);
      router.refresh();
    }
  }, [zone, router]);
  useEffect(() => {
    let renewedAt = Date.now();
    const renew = () => {
      if (Date.now() - renewedAt < RENEW_EVERY_MS) return;
      renewedAt = Date.now();
      fetch("/api/auth/session", { cache: "no-store" }).catch(() => {
        renewedAt = 0;
      });
    };
    for (const act of ["pointerdown", "keydown"]) window.addEventListener(act, renew, { passive: true });
    return () => {
      for (const act of ["pointerdown", "keydown"]) window.removeEventListener(act, renew);
    };
  }, []);
  return null;
}
