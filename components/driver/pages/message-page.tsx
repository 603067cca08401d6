import type { ReactNode } from "react";
import { Icon } from "../icons";
import { link, type Ui } from "../ui";

interface MessagePageProps {
  readonly ui: Ui;
  readonly title: string;
  readonly text: string;
  /** Where the driver can go on: text and path. */
  readonly next?: { readonly text: string; readonly path: string };
  readonly children?: ReactNode;
}

/** A page that only says something: a dead link, a limit, a fault of ours. It always names the next step (UX-53). */
export function MessagePage({ ui, title, text, next, children }: MessagePageProps) {
  return (
    <>
      <div className="state">
        <h1>
          <span className="badge wait">
            <Icon name="alert" />
          </span>
          {title}
        </h1>
        <p>{text}</p>
      </div>
      {children}
      {next ? (
        <a className="btn go" href={link(ui, next.path)}>
          {next.text}
        </a>
      ) : null}
    </>
  );
}
