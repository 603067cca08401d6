import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Prisma } from "@/lib/db/generated/client";
import type { AdminScope } from "./access.model";

/** The client and its CPOs, oldest first. */
export async function readClient(context: Context, clientId: string) {
  return context.db.withClient(clientId, async (tx) => {
    const client = await tx.client.findUnique({ where: { id: clientId } });
    const cpos = await tx.cpo.findMany({ where: { clientId }, orderBy: { createdAt: "asc" } });
    if (!client) throw new AppError("not_found", "client_unknown", "no such client");
    return { client, cpos };
  });
}
export type ClientRead = Awaited<ReturnType<typeof readClient>>;
export type CpoRow = ClientRead["cpos"][number];

/** The contracts of the client with the CPOs for which they hold. */
export async function listContracts(context: Context, clientId: string) {
  return context.db.withClient(clientId, (tx) =>
    tx.cpoContract.findMany({
      where: { clientId },
      orderBy: { name: "asc" },
      include: { cpos: { select: { id: true } } },
    }),
  );
}

/** The staff of the client, without password hashes. */
export async function listUsers(context: Context, clientId: string) {
  return context.db.withClient(clientId, (tx) =>
    tx.user.findMany({
      where: { clientId },
      orderBy: [{ disabledAt: { sort: "asc", nulls: "first" } }, { name: "asc" }],
      select: {
        id: true,
        name: true,
        email: true,
        role: true,
        lastSignInAt: true,
        disabledAt: true,
        createdAt: true,
      },
    }),
  );
}

/** The facts of a user that decide about a request, by id; across clients, because the cookie names only the user. */
export async function readUserForAccess(context: Context, userId: string) {
  return context.db.withSystem((tx) =>
    tx.user.findUnique({
      where: { id: userId },
      select: {
        id: true,
        clientId: true,
        name: true,
        email: true,
        role: true,
        securityVersion: true,
        disabledAt: true,
      },
    }),
  );
}

/** What sign-in compares with, by address; null when nobody has it. */
export async function readUserForSignIn(context: Context, email: string) {
  return context.db.withSystem((tx) => tx.user.findUnique({ where: { email } }));
}

const PAGE = 50;

/** A page of the audit log, newest first. `before` is the cursor that the page before has named. */
export async function listAudit(
  context: Context,
  clientId: string,
  filter: {
    readonly before: bigint | null;
    readonly objectType: string | null;
    readonly objectId: string | null;
  },
) {
  return context.db.withClient(clientId, async (tx) => {
    const rows = await tx.auditEntry.findMany({
      where: {
        clientId,
        ...(filter.before === null ? {} : { id: { lt: filter.before } }),
        ...(filter.objectType === null ? {} : { objectType: filter.objectType }),
        ...(filter.objectId === null ? {} : { objectId: filter.objectId }),
      },
      orderBy: { id: "desc" },
      take: PAGE + 1,
    });
    const page = rows.slice(0, PAGE);
    return { rows: page, next: rows.length > PAGE ? String(page.at(-1)?.id) : null };
  });
}

/** Entries of the chain in its order, for its check. */
export async function auditPage(context: Context, clientId: string, after: bigint, limit: number) {
  return context.db.withClient(clientId, (tx) =>
    tx.auditEntry.findMany({
      where: { clientId, id: { gt: after } },
      orderBy: { id: "asc" },
      take: limit,
    }),
  );
}
export type AuditRow = Prisma.AuditEntryGetPayload<object>;

/** The scope of the portal: the client's CPOs of one mode. A mode without CPOs falls back to the other (ADM-20). */
export function scopeOf({ client, cpos }: ClientRead, wanted: "TEST" | "LIVE" | null): AdminScope {
  const modes = new Set(cpos.map((cpo) => cpo.mode));
  const mode = wanted && modes.has(wanted) ? wanted : modes.has("LIVE") ? "LIVE" : "TEST";
  const cpoIds = cpos.filter((cpo) => cpo.mode === mode).map((cpo) => cpo.id);
  return { clientId: client.id, mode, cpoIds };
}
