import Link from "next/link";
import { hrefWith, type Query } from "@/components/admin/filters";
import { changeWords } from "@/components/admin/prices/price-words";
import { Time } from "@/components/admin/time";
import { Card } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import type { TariffDetail } from "@/lib/pricing/prices.queries";
import { tariffSchema } from "@/lib/pricing/tariff.model";
import { diffTariffs } from "@/lib/pricing/tariff-diff.rules";

interface HistoryProps {
  readonly found: TariffDetail;
  readonly path: string;
  readonly query: Query;
  readonly zone: string;
}

/** Who published which version when, and what differs between two of them. */
export function History({ found, path, query, zone }: HistoryProps) {
  const { revisions } = found;
  const byNumber = (text: string | null | undefined) =>
    revisions.find(({ number }) => String(number) === text);
  const after = byNumber(query.to) ?? revisions[0];
  const before = byNumber(query.from) ?? revisions.find(({ number }) => number < (after?.number ?? 0));
  return (
    <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)]">
      <Card title="Versions" flush>
        <ol className="divide-y divide-line text-sm">
          {revisions.map((revision) => {
            const previous = revisions.find(({ number }) => number < revision.number);
            const chosen = revision.number === after?.number;
            return (
              <li key={revision.number} className={classNames("px-4 py-2.5", chosen && "bg-sunken")}>
                <Link
                  href={hrefWith(
                    path,
                    { view: "history" },
                    {
                      to: String(revision.number),
                      from: previous ? String(previous.number) : null,
                    },
                  )}
                  aria-current={chosen ? "true" : undefined}
                  prefetch={false}
                  className="font-medium hover:underline"
                >
                  Version {revision.number}
                </Link>
                <span className="text-muted">
                  {" "}
                  <Time at={revision.publishedAt} zone={zone} /> by {revision.byName}
                </span>
                {revision.note ? <p className="mt-0.5">{revision.note}</p> : null}
                <p className="mt-0.5 text-[13px] text-muted">
                  <code title={revision.hash}>{revision.hash.slice(0, 12)}</code>
                </p>
              </li>
            );
          })}
        </ol>
      </Card>
      {before && after ? (
        <Difference before={before} after={after} all={revisions} path={path} />
      ) : (
        <Card title="What changed">
          <p className="text-sm text-muted">This is the first version.</p>
        </Card>
      )}
    </div>
  );
}

type Revision = TariffDetail["revisions"][number];

interface DifferenceProps {
  readonly before: Revision;
  readonly after: Revision;
  readonly all: readonly Revision[];
  readonly path: string;
}

function Difference({ before, after, all, path }: DifferenceProps) {
  const now = tariffSchema.parse(after.version.content);
  const rows = diffTariffs(tariffSchema.parse(before.version.content), now).map((change) =>
    changeWords(change, now.currency),
  );
  return (
    <Card
      title={`From version ${before.number} to ${after.number}`}
      aside={
        all.length > 2 ? (
          <form action={path} className="flex items-center gap-2 text-[13px]">
            <input type="hidden" name="view" value="history" />
            <input type="hidden" name="to" value={after.number} />
            <label className="flex items-center gap-2">
              Compare with
              <select
                name="from"
                defaultValue={before.number}
                className="min-h-8 rounded-lg border border-edge bg-surface px-2"
              >
                {all
                  .filter(({ number }) => number !== after.number)
                  .map(({ number }) => (
                    <option key={number} value={number}>
                      {number}
                    </option>
                  ))}
              </select>
            </label>
            <button type="submit" className="min-h-8 rounded-lg border border-line px-2 hover:bg-sunken">
              Show
            </button>
          </form>
        ) : null
      }
      flush
    >
      {rows.length === 0 ? (
        <p className="p-4 text-sm text-muted">Both promise the same; only the name changed.</p>
      ) : (
        <table className="w-full text-sm">
          <thead>
            <tr className="text-left text-[13px] text-muted">
              <th scope="col" className="px-4 py-2 font-medium">
                What
              </th>
              <th scope="col" className="px-4 py-2 font-medium">
                Before
              </th>
              <th scope="col" className="px-4 py-2 font-medium">
                After
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map((row) => (
              <tr key={`${row.what} ${row.before} ${row.after}`} className="align-top">
                <th scope="row" className="px-4 py-2 text-left font-normal">
                  {row.what}
                </th>
                <td className="tabular px-4 py-2 text-muted">{row.before}</td>
                <td className="tabular px-4 py-2 font-medium">{row.after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
