"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";

interface CopyTextProps {
  readonly label: string;
  readonly text: string;
}

/** A text to be given to somebody else, with a button that copies it. Without a clipboard it can be selected. */
export function CopyText({ label, text }: CopyTextProps) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="min-w-0">
      <p className="text-[13px] text-muted">{label}</p>
      <div className="mt-0.5 flex items-start gap-2">
        <code className="min-w-0 flex-1 rounded-lg bg-sunken px-3 py-2 font-mono text-[13px] break-all select-all">
          {text}
        </code>
        <Button
          size="small"
          aria-label={`Copy: ${label}`}
          onClick={() => {
            void navigator.clipboard.writeText(text).then(() => setCopied(true));
          }}
        >
          <Icon icon={copied ? Check : Copy} size={14} /> {copied ? "Copied" : "Copy"}
        </Button>
      </div>
    </div>
  );
}
