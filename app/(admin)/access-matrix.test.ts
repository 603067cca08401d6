import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Permission, ROLES, type Role } from "@/lib/tenants/access.model";
import { may } from "@/lib/tenants/access.rules";

/**
 * Every page, route handler and server action of the portal, with the permission it needs (SEC-53). A file that is not
 * listed fails, and so does one whose code asks for another permission than the list says.
 */
const MATRIX: Readonly<Record<string, Permission>> = {
  "page /": "today.read",
  "page /sessions": "session.read",
  "page /sessions/[id]": "session.read",
  "page /payments": "payment.read",
  "page /payments/[id]": "payment.read",
  "page /cdrs": "cdr.read",
  "page /cdrs/[id]": "cdr.read",
  "page /cdrs/reconciliation": "cdr.read",
  "page /exceptions": "exception.read",
  "page /exceptions/[id]": "exception.read",
  "page /locations": "location.read",
  "page /locations/[id]": "location.read",
  "page /prices": "pricing.read",
  "page /prices/new": "pricing.write",
  "page /prices/[id]": "pricing.read",
  "page /prices/wholesale": "pricing.read",
  "page /prices/rules": "pricing.read",
  "page /prices/rules/new": "pricing.write",
  "page /prices/rules/[id]": "pricing.read",
  "page /prices/rules/groups": "pricing.read",
  "page /prices/rules/contracts": "pricing.read",
  "page /prices/side-by-side": "pricing.read",
  "page /prices/import": "pricing.write",
  "page /prices/what-if": "pricing.read",
  "page /stations": "station.read",
  "page /stations/[id]": "station.read",
  "page /stickers": "sticker.read",
  "page /stickers/[id]": "sticker.read",
  "page /subscriptions": "subscription.read",
  "page /subscriptions/new": "subscription.write",
  "page /subscriptions/[id]": "subscription.read",
  "page /subscriptions/[id]/settings": "subscription.read",
  "page /subscriptions/[id]/messages": "journal.read",
  "page /subscriptions/[id]/messages/[message]": "journal.read",
  "page /subscriptions/[id]/pushes": "subscription.read",
  "page /subscriptions/[id]/tests": "subscription.read",
  "page /subscriptions/[id]/tests/[run]": "subscription.read",
  "GET /subscriptions/[id]/tests/[run]/[file]": "journal.read",
  "page /terminals": "terminal.read",
  "page /terminals/new": "terminal.write",
  "page /terminals/[id]": "terminal.read",
  "page /settings": "settings.read",
  "page /settings/users": "user.read",
  "page /settings/audit": "audit.read",
  "GET /search": "session.read",
  "GET /export/sessions": "session.export",
  "GET /export/payments": "payment.export",
  "GET /export/cdrs": "cdr.export",
  "GET /export/cdrs-ocpi": "cdr.export",
  "GET /export/tariffs": "pricing.read",
  "POST /prices/import/run": "pricing.write",
  "GET /prices/import/[id]/report": "pricing.write",
  "POST /prices/what-if/run": "pricing.read",
  "GET /stickers/[id]/[file]": "sticker.read",
  "action stopSession": "session.stop",
  "action refundPayment": "payment.refund",
  "action decideBill": "cdr.decide",
  "action decideBills": "cdr.decide",
  "action correctBill": "cdr.decide",
  "action decideException": "exception.close",
  "action restartStation": "station.command",
  "action unlockConnector": "station.command",
  "action changeAvailability": "station.command",
  "action requestStatus": "station.command",
  "action approveQuarantined": "station.approve",
  "action registerKey": "station.approve",
  "action checkPrice": "pricing.write",
  "action publishPrice": "pricing.write",
  "action assignPrice": "pricing.write",
  "action checkRule": "pricing.write",
  "action saveRule": "pricing.write",
  "action archiveRule": "pricing.write",
  "action saveGroup": "pricing.write",
  "action saveOperatorContract": "pricing.write",
  "action assignCode": "pricing.write",
  "action changeFacts": "pricing.write",
  "action draftConnection": "subscription.write",
  "action makeRequestLink": "subscription.write",
  "action beginReview": "subscription.write",
  "action askForChanges": "subscription.write",
  "action rejectRequest": "subscription.write",
  "action approveRequest": "subscription.write",
  "action setHosts": "subscription.write",
  "action issueToken": "subscription.write",
  "action reissueToken": "subscription.write",
  "action openToDrivers": "subscription.write",
  "action suspend": "subscription.write",
  "action resume": "subscription.write",
  "action addOperator": "subscription.write",
  "action removeOperator": "subscription.write",
  "action beginProduction": "subscription.write",
  "action registerWithToken": "subscription.write",
  "action registerAgain": "subscription.write",
  "action rotate": "subscription.write",
  "action terminate": "subscription.write",
  "action saveSettings": "subscription.write",
  "action takeAllQuirks": "subscription.write",
  "action switchQuirk": "subscription.write",
  "action sendPushesAgain": "subscription.write",
  "action startTest": "subscription.write",
  "action stopTest": "subscription.write",
  "action leaveOut": "subscription.write",
  "action sendMessageAgain": "subscription.write",
  "action addTerminal": "terminal.write",
  "action activateTerminal": "terminal.write",
  "action placeTerminal": "terminal.write",
  "action changeTerminalDetails": "terminal.write",
  "action retireTerminal": "terminal.write",
  "action issueSticker": "sticker.issue",
  "action saveCpo": "settings.write",
  "action saveFlaggedPolicy": "settings.write",
  "action connectProvider": "psp.write",
  "action addUser": "user.write",
  "action changeRole": "user.write",
  "action switchUser": "user.write",
};

const ROOT = path.resolve(import.meta.dirname, "admin");
const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).map((file) =>
  file.replaceAll("\\", "/"),
);
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");
const routeOf = (file: string) => `/${path.posix.dirname(file)}`.replace("/.", "/");

/** What the code itself asks for, found by its guards. */
function found(): Record<string, string> {
  const entries: [string, string][] = [];
  for (const file of files) {
    const name = path.posix.basename(file);
    if (name === "page.tsx") {
      const match = /^export default adminPage\(\s*"([^"]+)"/m.exec(read(file));
      entries.push([`page ${routeOf(file)}`, match?.[1] ?? "no guard"]);
    }
    if (name === "route.ts" || name === "route.tsx") {
      for (const [, verb, guard, permission] of read(file).matchAll(
        /^export (?:const|async function|function) (\w+)(?: = (\w+)\(\s*"([^"]+)")?/gm,
      )) {
        entries.push([`${verb} ${routeOf(file)}`, guard === "adminRoute" ? (permission ?? "") : "no guard"]);
      }
    }
    if (/\.(ts|tsx)$/.test(name) && /^"use server";/m.test(read(file))) {
      for (const [, action, guard, permission] of read(file).matchAll(
        /^export (?:const|async function|function) (\w+)(?: = (\w+)\(\s*"([^"]+)")?/gm,
      )) {
        entries.push([`action ${action}`, guard === "adminAction" ? (permission ?? "") : "no guard"]);
      }
    }
  }
  return Object.fromEntries(entries);
}

/** What each role can reach: written out, so that a change of the policy shows here as a change of behaviour. */
const REACH: Readonly<Record<Role, number>> = {
  OWNER: 115,
  ADMIN: 115,
  FINANCE: 65,
  OPERATIONS: 85,
  SUPPORT: 33,
  READ_ONLY: 37,
  AUDITOR: 47,
};

describe("SEC-53: pages, routes and actions of the portal", () => {
  it("are exactly those of the matrix, and each asks for the permission that the matrix says", () => {
    expect(found()).toEqual(MATRIX);
  });

  it("no server action hides in a page or a component", () => {
    for (const file of files.filter((name) => name.endsWith(".tsx"))) {
      expect(read(file), file).not.toMatch(/["']use server["']/);
    }
  });

  it.each(ROLES)("%s reaches what the matrix allows", (role) => {
    const reachable = Object.values(MATRIX).filter((permission) => may(role, permission));
    expect(reachable).toHaveLength(REACH[role]);
  });
});

describe("SEC-59: the guards refuse before anything else", () => {
  const guard = (name: string) => readFileSync(path.resolve(import.meta.dirname, "_guard", name), "utf8");

  it.each([
    ["admin-page.tsx", "await openAdmin()", "render(admin"],
    ["admin-route.ts", "await openAdmin()", "await handle(admin"],
    ["admin-action.ts", "requirePermission(admin.principal, permission)", "await act(admin"],
  ])("%s checks before it runs the work", (file, check, work) => {
    const code = guard(file);
    expect(code.indexOf(check)).toBeGreaterThan(0);
    expect(code.indexOf(check)).toBeLessThan(code.indexOf(work));
  });
});
