import { expect, test } from "@playwright/test";
import { claimCharger } from "./support/chargers";
import { Facts } from "./support/facts";
import { HttpDriver, patiently } from "./support/http-driver";
import { MollieControl } from "./support/mollie";
import { openRunningWorld, type RunningWorld, type ServiceName } from "./support/running-world";

/**
 * REL-30: every process is killed with SIGKILL while sessions stand at every moment of their life. The supervisor starts it
 * again; every session must end in exactly one capture or release, and ledger, database and payment service must agree.
 */
let world: RunningWorld;
let facts: Facts;
let mollie: MollieControl;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  world = await openRunningWorld("crash");
  facts = new Facts(world.info);
  mollie = new MollieControl(world.info);
});

test.afterAll(async () => {
  test.setTimeout(60_000);
  await facts?.close();
  await world?.close();
});

test("REL-67: no webhook ever comes; the browser's return is enough", async () => {
  await mollie.settings({ webhooks: { drop: true } });
  const driver = new HttpDriver(world.info, claimCharger(world.info), facts, mollie);
  await driver.charger.station.plugIn();
  await driver.charger.station.expectStatus("Preparing");
  await driver.openCheckout();
  await driver.confirm();
  await driver.comeBack();
  await driver.expectState("CHARGING");
  await facts.expectEnergy(driver.reference, 300);
  await driver.charger.station.unplug();
  await expectGoodEnd(driver);
  await mollie.settings({ webhooks: { drop: false } });
});

/** A moment in the life of a session: how to get there, and how the driver goes on afterwards. */
interface Moment {
  readonly name: string;
  reach(driver: HttpDriver): Promise<void>;
  goOn(driver: HttpDriver): Promise<void>;
}

const nothing = async () => {};
const charge = async (driver: HttpDriver) => {
  await patiently(() => driver.charger.station.plugIn());
  await driver.openCheckout();
  await driver.confirm();
  await driver.expectState("CHARGING");
  await driver.look();
  await facts.expectEnergy(driver.reference, 300);
};

/** A station that was away at the decisive moment may refuse; then the hold goes back. */
const STARTED_OR_REFUSED = ["CHARGING", "START_FAILED", "CLOSED"];

const MOMENTS: readonly Moment[] = [
  {
    name: "before the payment is authorised",
    reach: (driver) => driver.openCheckout(),
    async goOn(driver) {
      await driver.confirm();
      await driver.comeBack();
      await patiently(() => driver.charger.station.plugIn());
      await driver.expectState(...STARTED_OR_REFUSED);
      await driver.stop();
    },
  },
  {
    name: "authorised, before the start",
    async reach(driver) {
      await driver.openCheckout();
      await driver.confirm();
      await driver.expectState("AWAITING_PLUG");
      await driver.look();
    },
    async goOn(driver) {
      await patiently(() => driver.charger.station.plugIn());
      await driver.expectState(...STARTED_OR_REFUSED);
      await driver.stop();
    },
  },
  {
    name: "while starting",
    async reach(driver) {
      await driver.charger.station.connector("delay-next-start", { ms: 1_500 });
      await driver.charger.station.plugIn();
      await driver.openCheckout();
      await driver.confirm();
      await driver.expectState("STARTING", "CHARGING");
    },
    async goOn(driver) {
      await driver.expectState(...STARTED_OR_REFUSED);
      await patiently(() => driver.charger.station.unplug());
      // A station that has lost its memory never ends the transaction; the driver sees that and presses stop.
      await driver.stop();
    },
  },
  {
    name: "while charging",
    reach: charge,
    async goOn(driver) {
      await driver.stop();
    },
  },
  {
    name: "while stopping",
    async reach(driver) {
      await charge(driver);
      await driver.stop();
    },
    goOn: nothing,
  },
  {
    name: "ended, before and during the capture",
    async reach(driver) {
      await charge(driver);
      await driver.charger.station.unplug();
      await driver.expectState("ENDED", "BILLED");
    },
    goOn: nothing,
  },
];

const RECOVERY_MS = 150_000;

for (const service of [
  "gateway",
  "worker",
  "web",
  "mollie",
  "stations",
] as const satisfies readonly ServiceName[]) {
  test(`REL-30: kill -9 ${service} while sessions stand at every moment`, async () => {
    test.setTimeout(2 * RECOVERY_MS + 60_000);
    const visits = MOMENTS.map((moment) => ({
      moment,
      driver: new HttpDriver(world.info, claimCharger(world.info), facts, mollie),
    }));
    await Promise.all(visits.map(({ moment, driver }) => moment.reach(driver)));
    world.kill(service);
    await Promise.all(
      visits.map(({ moment, driver }) => test.step(`goes on: ${moment.name}`, () => moment.goOn(driver))),
    );
    for (const { moment, driver } of visits) {
      await test.step(`ends well: ${moment.name}`, () => expectGoodEnd(driver));
    }
  });
}

/** One settled payment; the same figures in the session, in the ledger and at the payment service. */
async function expectGoodEnd(driver: HttpDriver): Promise<void> {
  await expect
    .poll(
      async () => {
        const { state, paymentState } = await facts.session(driver.reference);
        return (
          ["BILLED/CAPTURED", "CLOSED/RELEASED"].includes(`${state}/${paymentState}`) || [state, paymentState]
        );
      },
      { timeout: RECOVERY_MS, message: `${driver.charger.label} ${driver.reference}` },
    )
    .toBe(true);
  const session = await facts.session(driver.reference);
  expect(await facts.sessionsAt(driver.charger.evseId)).toHaveLength(1);
  expect(session.capturedMinor + session.releasedMinor).toBe(session.authorisedMinor);
  expect(session.authorisedMinor).toBe(3000);
  const psp = await patiently(() => mollie.payment(session.pspPaymentId ?? ""));
  const captured = psp.captures.filter(({ status }) => status === "succeeded").map(({ minor }) => minor);
  expect(captured).toEqual(session.capturedMinor > 0 ? [session.capturedMinor] : []);
  expect(psp.status).toBe(session.capturedMinor > 0 ? "paid" : "canceled");
  await expectLedger(session.paymentId, session.capturedMinor);
}

/** No hold is open, the driver owes nothing, and what was captured stands at the payment service. */
async function expectLedger(paymentId: string, capturedMinor: number): Promise<void> {
  const balance = await facts.ledger(paymentId);
  const sum = Object.values(balance).reduce((total, minor) => total + minor, 0);
  expect(sum).toBe(0);
  const open = Object.entries(balance).filter(([account]) => /hold|driver/i.test(account));
  expect(open).toEqual([]);
  const assets = Object.values(balance).filter((minor) => minor > 0);
  expect(assets.reduce((total, minor) => total + minor, 0)).toBe(capturedMinor);
}
