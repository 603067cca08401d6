/** Vendor of the messages with which a 1.6 server writes prices on a display (OCA whitepaper "California Pricing"). */
export const COST_VENDOR = "org.openchargealliance.costmsg";

/** What the display shows after such a message: the price text, or the cost. Null when the message says neither. */
export function displayText(messageId: string | undefined, data: string | undefined): string | null {
  let content: unknown;
  try {
    content = JSON.parse(data ?? "");
  } catch {
    return null;
  }
  if (typeof content !== "object" || content === null) return null;
  const { priceText, cost } = content as { priceText?: unknown; cost?: unknown };
  if (messageId === "RunningCost" && typeof cost === "number") return `Cost so far ${cost.toFixed(2)}`;
  if (typeof priceText === "string" && priceText !== "") return priceText;
  return messageId === "FinalCost" && typeof cost === "number" ? `Total ${cost.toFixed(2)}` : null;
}
