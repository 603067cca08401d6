import { takeCommandResult } from "../terminal/command-result";
import { isRecord, text } from "../wire/envelope.rules";
import { type Answer, type Call, done, invalid, notAllowed, notFound } from "./answer";

/** POST of a command's result to response_url, raw or wrapped (mod_commands 13.2.2). */
export async function serveCommandResult(call: Call): Promise<Answer> {
  const { provider, version, path } = call;
  const [command, commandId] = path;
  if (command === undefined || commandId === undefined || path.length !== 2)
    return notFound("no such address");
  if (call.method !== "POST") return notAllowed();
  const { faults } = provider;
  if (faults.take("deadResponseUrl") !== null) return done({ wire: "close", faults: ["deadResponseUrl"] });
  if (faults.take("redirectingResponseUrl") !== null) {
    const to = `${provider.versionUrl(version)}/redirected/${command}/${commandId}`;
    const headers = { Location: to };
    return { http: 307, code: 1000, headers, faults: ["redirectingResponseUrl"] };
  }
  const slow = faults.take("slowResponseUrl");
  if (slow !== null) await provider.world.sleep(slow);

  const wrapped = isRecord(call.body) && call.body.result === undefined && isRecord(call.body.data);
  const body = wrapped ? (call.body as { data: unknown }).data : call.body;
  const result = isRecord(body) ? text(body.result) : null;
  if (result === null) return invalid("result is required");
  const complaints = wrapped ? ["the CommandResult is wrapped in an envelope"] : [];
  takeCommandResult(provider, command, commandId, result);
  return done({ complaints, ...(slow !== null && { faults: ["slowResponseUrl"] }) });
}

/** Where the redirect of the fault `redirectingResponseUrl` leads: no client should come here. */
export function serveRedirected(): Answer {
  return done({ complaints: ["the client followed a redirect and sent its token along"] });
}
