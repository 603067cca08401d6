interface WireTextProps {
  readonly head: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** A message as it went over the wire, secrets hidden, its JSON set out in lines. */
export function WireText({ head, headers, body }: WireTextProps) {
  return (
    <div className="text-[13px]">
      <p className="mb-2 font-mono break-all">{head}</p>
      <dl className="mb-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 font-mono text-xs">
        {headers.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="break-all">{value}</dd>
          </div>
        ))}
      </dl>
      {body === "" ? (
        <p className="text-muted">No body.</p>
      ) : (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-[32rem] overflow-auto rounded-lg bg-sunken p-3 font-mono text-xs leading-4.5 whitespace-pre-wrap break-all"
        >
          {body}
        </pre>
      )}
    </div>
  );
}
