// The least that any gateway on this stack must do: take a frame from a socket, make it durable with one INSERT, answer.
// Beside it the product's gateway shows what its own work costs.
import { createServer } from "node:http";
import pg from "pg";
import { WebSocketServer } from "ws";

const pool = new pg.Pool({ connectionString: String(process.env.DATABASE_URL), max: 10 });
const server = createServer();
const sockets = new WebSocketServer({ server, handleProtocols: () => "ocpp1.6" });

async function keep(station: string, text: string): Promise<string> {
  const [, id] = JSON.parse(text) as [number, string];
  await pool.query("INSERT INTO bench_messages (station, at, body) VALUES ($1, $2, $3)", [
    station,
    new Date(),
    text,
  ]);
  return JSON.stringify([3, id, { transactionId: 1 }]);
}

sockets.on("connection", (socket, request) => {
  const station = request.url?.split("/").pop() ?? "";
  socket.on("message", (data) => {
    // A failure leaves the frame unanswered, which ends the measurement.
    keep(station, String(data)).then((answer) => socket.send(answer), console.error);
  });
});

process.on("SIGTERM", () => process.exit(0));
await pool.query(
  "CREATE TABLE IF NOT EXISTS bench_messages (id bigserial PRIMARY KEY, station text, at timestamptz, body text)",
);
server.listen(Number(process.env.GATEWAY_PORT), "127.0.0.1");
