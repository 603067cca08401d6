import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import nodemailer from "nodemailer";
import type { Context } from "@/lib/db/context";
import { env } from "@/lib/env";

/** One mail. Texts come from fixed templates only (SEC-21); the address was checked when it was given. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly { readonly fileName: string; readonly bytes: Uint8Array }[];
}

/**
 * Sends a mail by SMTP, or, without an SMTP server, writes it as a message file into the mailbox folder. A server that is
 * slow or down makes the job fail and try again; charging never waits for it (REL-110).
 */
export async function sendMail(context: Context, mail: Mail): Promise<void> {
  const { SMTP_URL, MAIL_FROM, MAIL_DIR } = env();
  const message = {
    from: MAIL_FROM,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    attachments: mail.attachments.map(({ fileName, bytes }) => ({
      filename: fileName,
      content: Buffer.from(bytes),
      contentType: "application/pdf",
    })),
  };
  if (SMTP_URL) {
    const transport = nodemailer.createTransport(SMTP_URL, {
      connectionTimeout: 10_000,
      socketTimeout: 20_000,
    });
    try {
      await transport.sendMail(message);
    } finally {
      transport.close();
    }
    return;
  }
  const composer = nodemailer.createTransport({ streamTransport: true, buffer: true });
  const { message: raw } = await composer.sendMail(message);
  await mkdir(MAIL_DIR, { recursive: true });
  const name = `${context.clock.now().toISOString().replaceAll(":", "-")}-${context.ids.next().slice(0, 8)}.eml`;
  // Written beside and renamed, so that a reader never sees half a mail.
  await writeFile(path.join(MAIL_DIR, `.${name}`), raw as Buffer);
  await rename(path.join(MAIL_DIR, `.${name}`), path.join(MAIL_DIR, name));
}
