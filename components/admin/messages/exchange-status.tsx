import { Check, CircleAlert, Clock } from "lucide-react";
import { Badge } from "@/components/ui/badge";

interface ExchangeStatusProps {
  /** "200 1000", "404", "timeout"; null while there is no answer. */
  readonly status: string | null;
  readonly isGood: boolean;
}

/** How an exchange ended: HTTP and OCPI status, or why there was no answer. */
export function ExchangeStatus({ status, isGood }: ExchangeStatusProps) {
  if (status === null)
    return (
      <Badge tone="amber" icon={Clock}>
        No answer stored
      </Badge>
    );
  return (
    <Badge tone={isGood ? "neutral" : "red"} icon={isGood ? Check : CircleAlert} className="tabular">
      {status.replaceAll("_", " ")}
    </Badge>
  );
}
