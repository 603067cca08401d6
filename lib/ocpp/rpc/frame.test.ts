import { describe, expect, it } from "vitest";
import { ERROR_CODES_1_6, MAX_FRAME_BYTES } from "./frame.model";
import { encodeCall, encodeReply, parseFrame } from "./frame.rules";

describe("parseFrame", () => {
  it("reads the three frames of OCPP-J 1.6", () => {
    expect(parseFrame('[2,"1","Heartbeat",{}]')).toEqual({
      type: "call",
      id: "1",
      action: "Heartbeat",
      payload: {},
    });
    expect(parseFrame('[3,"1",{"a":1}]')).toEqual({ type: "result", id: "1", payload: { a: 1 } });
    expect(parseFrame('[4,"1","NotImplemented","no",{}]')).toEqual({
      type: "error",
      id: "1",
      code: "NotImplemented",
      description: "no",
      details: {},
    });
  });

  it("knows the message types of OCPP 2.1 and ignores numbers that nobody knows", () => {
    expect(parseFrame('[5,"1","FormatViolation","bad",{}]')).toMatchObject({ type: "resultError", id: "1" });
    expect(parseFrame('[6,"1","NotifyPeriodicEventStream",{}]')).toMatchObject({ type: "send", id: "1" });
    expect(parseFrame('[7,"1",{}]')).toEqual({ type: "unknown", messageType: 7 });
    expect(parseFrame("[]")).toEqual({ type: "unknown", messageType: undefined });
  });

  it("reads what sloppy stations send: no payload, numeric ids, extra elements, missing error details", () => {
    expect(parseFrame('[2,"1","Heartbeat"]')).toMatchObject({ type: "call", payload: {} });
    expect(parseFrame('[2,17,"Heartbeat",{}]')).toMatchObject({ type: "call", id: "17" });
    expect(parseFrame('[2,"1","Heartbeat",{},null]')).toMatchObject({ type: "call", id: "1" });
    expect(parseFrame('[4,"1"]')).toMatchObject({ type: "error", code: "GenericError", description: "" });
  });

  it.each([
    ["not JSON", "{", "not-json"],
    ["empty text", "", "not-json"],
    ["an object", '{"2":1}', "not-an-array"],
    ["no id", '[2,null,"Heartbeat",{}]', "bad-id"],
    ["an empty id", '[2,"","Heartbeat",{}]', "bad-id"],
    ["an endless id", `[2,"${"x".repeat(129)}","Heartbeat",{}]`, "bad-id"],
    ["no action", '[2,"1",null,{}]', "bad-action"],
    ["a list as payload", '[2,"1","Heartbeat",[]]', "bad-payload"],
    ["null as result", '[3,"1",null]', "bad-payload"],
  ])("SEC-33: calls %s malformed", (_name, text, reason) => {
    expect(parseFrame(text)).toMatchObject({ type: "malformed", reason });
  });

  it("SEC-33: refuses frames above 256 KB, counted in bytes and not in characters", () => {
    const frame = (filler: string, count: number) =>
      `[2,"1","DataTransfer",{"vendorId":"${filler.repeat(count)}"}]`;
    expect(parseFrame(frame("a", MAX_FRAME_BYTES - 60))).toMatchObject({ type: "call" });
    expect(parseFrame(frame("a", MAX_FRAME_BYTES))).toMatchObject({ reason: "too-large" });
    expect(parseFrame(frame("é", MAX_FRAME_BYTES / 2))).toMatchObject({ reason: "too-large" });
    expect(parseFrame(frame("€", MAX_FRAME_BYTES / 3))).toMatchObject({ reason: "too-large" });
    expect(parseFrame(frame("😀", MAX_FRAME_BYTES / 4))).toMatchObject({ reason: "too-large" });
  });

  it("SEC-33: refuses deep nesting before anything walks into it, but brackets inside texts do not count", () => {
    const deep = 40_000;
    expect(parseFrame(`[2,"1","DataTransfer",${'{"a":'.repeat(deep)}1${"}".repeat(deep)}]`)).toMatchObject({
      reason: "too-deep",
    });
    expect(
      parseFrame(`[2,"1","DataTransfer",{"data":"${"[".repeat(1_000)}\\"${"{".repeat(99)}"}]`),
    ).toMatchObject({
      type: "call",
    });
  });

  it("keeps a field named __proto__ as plain data", () => {
    const frame = parseFrame('[2,"1","DataTransfer",{"__proto__":{"polluted":true},"vendorId":"x"}]');
    expect(frame).toMatchObject({ type: "call" });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("encoding", () => {
  it("writes calls, results and errors as OCPP-J arrays", () => {
    expect(encodeCall("7", "Reset", { type: "Soft" })).toBe('[2,"7","Reset",{"type":"Soft"}]');
    expect(encodeReply("7", { kind: "result", payload: { status: "Accepted" } }, ERROR_CODES_1_6)).toBe(
      '[3,"7",{"status":"Accepted"}]',
    );
  });

  it("spells errors as 1.6 does and cuts descriptions at 255 characters", () => {
    const text = encodeReply(
      "7",
      { kind: "error", error: "format", description: "x".repeat(300) },
      ERROR_CODES_1_6,
    );
    expect(JSON.parse(text)).toEqual([4, "7", "FormationViolation", "x".repeat(255), {}]);
    expect(ERROR_CODES_1_6.occurrence).toBe("OccurenceConstraintViolation");
  });
});
