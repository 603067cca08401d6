/** The car as the power model sees it. */
export interface Car {
  readonly batteryWh: number;
  readonly maxPowerW: number;
  socPercent: number;
}

/** Seconds that a charger needs to reach full power. */
const RAMP_S = { AC: 6, DC: 20 } as const;

/** Above this state of charge an AC charger of the car goes down to `AC_FLOOR` at 100 %. */
const AC_TAPER_FROM = 92;
const AC_FLOOR = 0.12;

/** Share of the maximum that a DC car takes, by state of charge: flat, then ever lower. */
const DC_CURVE: readonly (readonly [soc: number, share: number])[] = [
  [0, 0.75],
  [8, 1],
  [45, 1],
  [60, 0.72],
  [80, 0.42],
  [90, 0.22],
  [100, 0.06],
];

function interpolate(curve: readonly (readonly [number, number])[], x: number): number {
  let [x0, y0] = curve[0] ?? [0, 0];
  for (const [x1, y1] of curve) {
    if (x <= x1) return x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
    [x0, y0] = [x1, y1];
  }
  return y0;
}

/** Share 0..1 of the common maximum that flows at this state of charge. */
function taper(kind: "AC" | "DC", soc: number): number {
  if (kind === "DC") return interpolate(DC_CURVE, soc);
  if (soc <= AC_TAPER_FROM) return 1;
  return 1 - ((1 - AC_FLOOR) * (soc - AC_TAPER_FROM)) / (100 - AC_TAPER_FROM);
}

/**
 * Power in watt that flows after `secondsOn` seconds of charging: ramps up, holds, tapers, and is 0 when full.
 * `limitW` is what the connector can give.
 */
export function powerW(kind: "AC" | "DC", limitW: number, car: Car, secondsOn: number): number {
  if (car.socPercent >= 100) return 0;
  const ramp = Math.min(1, 0.1 + (0.9 * secondsOn) / RAMP_S[kind]);
  return Math.min(limitW, car.maxPowerW) * ramp * taper(kind, car.socPercent);
}

/** At most this many simulated seconds are taken as one step, so that the taper stays smooth at high speed. */
const STEP_S = 15;

/** Longest stretch integrated at once; a car is full long before. */
const LONGEST_S = 48 * 3600;

/**
 * Charges the car for `seconds` simulated seconds and returns the energy in Wh. Changes `car.socPercent`.
 * Never puts more into the car than fits.
 */
export function charge(
  kind: "AC" | "DC",
  limitW: number,
  car: Car,
  secondsOn: number,
  seconds: number,
): number {
  let left = Math.min(seconds, LONGEST_S);
  let on = secondsOn;
  let energyWh = 0;
  while (left > 0 && car.socPercent < 100) {
    const step = Math.min(STEP_S, left);
    const room = (car.batteryWh * (100 - car.socPercent)) / 100;
    const gained = Math.min(room, (powerW(kind, limitW, car, on + step / 2) * step) / 3600);
    car.socPercent = room - gained < 1 ? 100 : car.socPercent + (100 * gained) / car.batteryWh;
    energyWh += gained;
    on += step;
    left -= step;
  }
  return energyWh;
}
