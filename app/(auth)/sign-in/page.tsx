import { Zap } from "lucide-react";
import { redirect } from "next/navigation";
import "@/components/admin/admin.css";
import { SignInForm } from "@/components/admin/sign-in-form";
import { Icon } from "@/components/ui/icon";
import { currentPrincipal } from "@/lib/tenants/auth/current-principal";

export const metadata = { title: "Sign in" };

/** The door of the portal. */
export default async function SignInPage() {
  if (await currentPrincipal()) redirect("/admin");
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-6 px-5 py-10">
      <header className="flex items-center gap-3">
        <span className="grid size-9 place-items-center rounded-lg bg-accent text-on-accent">
          <Icon icon={Zap} size={20} />
        </span>
        <div>
          <h1 className="text-lg leading-6 font-semibold">Sign in</h1>
          <p className="text-sm text-muted">Kerbwatt, the operator’s portal</p>
        </div>
      </header>
      <SignInForm />
    </main>
  );
}
