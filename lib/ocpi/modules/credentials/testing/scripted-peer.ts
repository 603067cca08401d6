import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** A request to the partner's credentials endpoint, as its script sees it. */
export interface OfferedCredentials {
  readonly method: string;
  /** Our token for the partner; empty when there is no body. */
  readonly token: string;
}

/** What the partner says to our POST or PUT; `hangUp` closes the connection without an answer. */
export type ScriptedAnswer =
  | { readonly token: string }
  | { readonly status: number }
  | { readonly hangUp: true };

/** What a partner's platform is: its party, its versions and details, and a credentials endpoint that does what the test says. */
export class ScriptedPeer {
  /** Runs while our request is open. */
  script: (offered: OfferedCredentials) => Promise<ScriptedAnswer> = async () => ({ status: 3000 });
  /** Runs before the partner's versions are answered: it is called while its own request is open. */
  beforeVersions: () => Promise<void> = async () => {};
  /** Tokens with which we may call; others get 401. Null: every token. */
  accepted: string[] | null = null;

  private constructor(
    private readonly server: Server,
    readonly url: string,
    readonly partyId: string,
  ) {}

  static async start(partyId: string): Promise<ScriptedPeer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const peer = new ScriptedPeer(server, `http://127.0.0.1:${port}`, partyId);
    server.on("request", (request, response) => void peer.take(request, response));
    return peer;
  }

  get versionsUrl(): string {
    return `${this.url}/versions`;
  }

  /** Its credentials with a token for us. */
  credentials(token: string): Record<string, unknown> {
    const role = {
      role: "PTP",
      country_code: "DE",
      party_id: this.partyId,
      business_details: { name: "Scripted" },
    };
    return { token, url: this.versionsUrl, roles: [role] };
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const say = (data: unknown, code = 1000, http = 200) =>
      response
        .writeHead(http, { "content-type": "application/json" })
        .end(JSON.stringify({ data, status_code: code, timestamp: "2040-03-01T10:00:00Z" }));
    const given = (request.headers.authorization ?? "").replace("Token ", "");
    const tokens = [given, Buffer.from(given, "base64").toString()];
    if (this.accepted !== null && !this.accepted.some((token) => tokens.includes(token))) {
      say(undefined, 2000, 401);
      return;
    }
    if (request.url === "/versions") {
      await this.beforeVersions();
      say([{ version: "2.2.1", url: `${this.url}/2.2.1` }]);
      return;
    }
    if (request.url === "/2.2.1") {
      const endpoints = ["credentials", "sessions", "cdrs"].map((identifier) => ({
        identifier,
        role: "RECEIVER",
        url: `${this.url}/${identifier}`,
      }));
      say({ version: "2.2.1", endpoints });
      return;
    }
    const { token = "" } = (text === "" ? {} : JSON.parse(text)) as { token?: string };
    const answer = await this.script({ method: request.method ?? "", token });
    if ("hangUp" in answer) request.socket.destroy();
    else if ("token" in answer) say(this.credentials(answer.token));
    else say(undefined, answer.status);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
