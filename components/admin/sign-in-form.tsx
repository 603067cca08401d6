"use client";

import { useRouter } from "next/navigation";
import { signIn } from "next-auth/react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "./notice";

const FAULTS: Readonly<Record<string, string>> = {
  CredentialsSignin: "Address and password do not fit together.",
  TooManyTries: "Too many tries. Wait a quarter of an hour, then try again.",
};
const UNAVAILABLE = "Signing in does not work right now. Try again in a minute.";

/** Address and password. The answer never tells which of the two was wrong (SEC-55). */
export function SignInForm() {
  const router = useRouter();
  const [fault, setFault] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  async function send(form: FormData) {
    setPending(true);
    setFault(null);
    try {
      const answer = await signIn("credentials", {
        email: String(form.get("email")),
        password: String(form.get("password")),
        redirect: false,
      });
      if (answer?.ok) {
        router.replace("/admin");
        router.refresh();
        return;
      }
      setFault(FAULTS[answer?.error ?? ""] ?? UNAVAILABLE);
    } catch {
      setFault(UNAVAILABLE);
    }
    setPending(false);
  }
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    void send(new FormData(event.currentTarget));
  }
  return (
    <form onSubmit={submit} method="post" className="flex flex-col gap-4">
      <Field label="E-mail address" name="email" type="email" autoComplete="username" required />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      {fault ? <Notice tone="red">{fault}</Notice> : null}
      <Button type="submit" tone="primary" size="large" disabled={pending}>
        {pending ? "Signing in …" : "Sign in"}
      </Button>
      <p className="text-[13px] text-muted">
        Forgotten? An owner or admin of your company can give you a new sign-in under Settings, Users.
      </p>
    </form>
  );
}
