import { describe, expect, it } from "vitest";
import { maskFrame } from "./mask-frame.rules";

describe("SEC-66: maskFrame", () => {
  it("leaves ordinary frames byte for byte as they are", () => {
    const raw = ' [2, "1","MeterValues" ,{"meterValue":[]}] ';
    expect(maskFrame(raw)).toBe(raw);
  });

  it("masks a new password on its way to the station", () => {
    const raw = '[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"canary-4711"}]';
    expect(maskFrame(raw)).toBe('[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"***"}]');
  });

  it("masks a password that a station tells in its configuration, and only that", () => {
    const raw = JSON.stringify([
      3,
      "1",
      {
        configurationKey: [
          { key: "HeartbeatInterval", value: "300" },
          { key: "authorizationkey", value: "canary" },
          { key: "WebPaymentsCtrlr.1.SharedSecret", value: "canary" },
        ],
      },
    ]);
    expect(maskFrame(raw)).not.toContain("canary");
    expect(maskFrame(raw)).toContain('{"key":"HeartbeatInterval","value":"300"}');
  });

  it("masks fields by their own name and credentials in addresses", () => {
    expect(maskFrame('[2,"1","DataTransfer",{"data":{"password":"canary"}}]')).not.toContain("canary");
    expect(maskFrame('[2,"1","GetDiagnostics",{"location":"ftp://joe:canary@files.example/x"}]')).toBe(
      '[2,"1","GetDiagnostics",{"location":"ftp://***@files.example/x"}]',
    );
  });

  it("keeps nothing of a broken frame that names a secret", () => {
    expect(
      maskFrame('[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"canary"'),
    ).not.toContain("canary");
  });
});
