import { clock, count } from "./format";

export interface HourBar {
  readonly at: Date;
  readonly started: number;
  readonly failed: number;
}

const HEIGHT = 96;
const STEP = 20;

/** Sessions per hour as bars from zero, drawn on the server, with the numbers in a table for screen readers. */
export function HourBars({ hours, zone }: { readonly hours: readonly HourBar[]; readonly zone: string }) {
  const top = Math.max(4, ...hours.map((hour) => hour.started + hour.failed));
  const scale = (value: number) => (value / top) * HEIGHT;
  return (
    <figure>
      <svg
        viewBox={`0 0 ${hours.length * STEP} ${HEIGHT + 20}`}
        className="h-32 w-full"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {hours.map((hour, index) => {
          const good = scale(hour.started);
          const bad = scale(hour.failed);
          return (
            <g key={hour.at.getTime()}>
              <rect
                x={index * STEP + 3}
                y={HEIGHT - good}
                width={STEP - 6}
                height={good}
                className="fill-charge"
              />
              <rect
                x={index * STEP + 3}
                y={HEIGHT - good - bad}
                width={STEP - 6}
                height={bad}
                className="fill-amber"
              />
            </g>
          );
        })}
        <line x1="0" x2={hours.length * STEP} y1={HEIGHT} y2={HEIGHT} className="stroke-line" />
      </svg>
      <div className="tabular -mt-4 flex justify-between text-[13px] text-muted" aria-hidden="true">
        {[0, 6, 12, 18].map((index) => (
          <span key={index}>{hours[index] ? clock(hours[index].at, zone, "clock").slice(0, 5) : ""}</span>
        ))}
        <span>now</span>
      </div>
      <table className="sr-only">
        <caption>Sessions per hour</caption>
        <thead>
          <tr>
            <th scope="col">Hour</th>
            <th scope="col">Started</th>
            <th scope="col">Paid but not started</th>
          </tr>
        </thead>
        <tbody>
          {hours.map((hour) => (
            <tr key={hour.at.getTime()}>
              <td>{clock(hour.at, zone)}</td>
              <td>{count(hour.started)}</td>
              <td>{count(hour.failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
