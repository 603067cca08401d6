import type { NextAuthOptions } from "next-auth";
import credentials from "next-auth/providers/credentials";
import { hasCode } from "@/lib/core/errors";
import { runtime } from "@/lib/db/runtime";
import { env } from "@/lib/env";
import { checkSignIn } from "../check-sign-in";
import { clientAddress, IDLE_S, liveClaims, type SessionClaims } from "./session.rules";

/**
 * next-auth with credentials and a JWT cookie. The cookie says who signed in and when; what the person may do is read
 * from the database in every request (`current-principal.ts`). `/api/auth/session` renews the cookie, hence the idle limit.
 */
export function authOptions(): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: IDLE_S },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      credentials({
        name: "Kerbwatt",
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(input, request) {
          const { email, password } = input ?? {};
          if (typeof email !== "string" || typeof password !== "string") return null;
          const forwarded: unknown = request.headers?.["x-forwarded-for"];
          const address = clientAddress(
            typeof forwarded === "string" ? forwarded : null,
            env().TRUSTED_PROXIES,
          );
          const signedIn = await check(email, password, address);
          return signedIn && { id: signedIn.userId, securityVersion: signedIn.securityVersion };
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        if (user) {
          const now = Math.floor(runtime().clock.now().getTime() / 1000);
          const version = (user as { securityVersion?: number }).securityVersion ?? -1;
          return { userId: user.id, securityVersion: version, signedInAt: now };
        }
        // An outlived sign-in gets a cookie without claims.
        return { ...liveClaims(token as Partial<SessionClaims>, runtime().clock.now().getTime()) };
      },
      session({ session, token }) {
        return { expires: session.expires, claims: token };
      },
    },
  };
}

/** The sign-in, with a refusal for too many tries in the form that next-auth hands to the page. */
async function check(email: string, password: string, address: string) {
  try {
    return await checkSignIn(runtime(), { email, password, address });
  } catch (error) {
    if (hasCode(error, "sign_in_rate")) throw new Error("TooManyTries");
    runtime().log.error({ err: error }, "sign-in failed");
    throw new Error("Unavailable");
  }
}
