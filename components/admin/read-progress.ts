/** How far long work is; null before the first word of it. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export type Outcome<T> =
  | { readonly ok: true; readonly result: T }
  | { readonly ok: false; readonly message: string };

const BROKEN = "The connection broke before the end. Load the page again to see what was done.";

/** Words for an answer without a stream: a refusal by the guards. */
async function refusal(response: Response): Promise<string> {
  const code = await response.json().then(
    (body: { code?: string }) => body.code,
    () => null,
  );
  if (code === "body_too_large") return "The file is larger than 10 MB. Split it.";
  if (response.status === 401)
    return "Your sign-in has ended. Sign in again in another tab, then repeat this.";
  if (response.status === 403) return "Your role does not include this.";
  return "This can not be done. Load the page again.";
}

/** Sends a request whose answer is progress and a result, line by line. */
export async function readProgress<T>(
  url: string,
  init: RequestInit,
  tell: (progress: Progress) => void,
): Promise<Outcome<T>> {
  try {
    const response = await fetch(url, init);
    if (!response.ok || response.body === null) return { ok: false, message: await refusal(response) };
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (rest + part.value).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const word = JSON.parse(line) as Progress | { result: T } | { fault: string };
        if ("result" in word) return { ok: true, result: word.result };
        if ("fault" in word) return { ok: false, message: word.fault };
        tell(word);
      }
    }
    return { ok: false, message: BROKEN };
  } catch {
    return { ok: false, message: BROKEN };
  }
}
