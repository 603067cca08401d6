import NextAuth from "next-auth";
import { authOptions } from "@/lib/tenants/auth/options";

type RouteContext = { readonly params: Promise<{ readonly nextauth: string[] }> };

async function handle(request: Request, context: RouteContext): Promise<Response> {
  return NextAuth(authOptions())(request, context);
}

export { handle as GET, handle as POST };
