import type { ReceiptDocument, ReceiptLine } from "@/lib/billing/receipt-pdf/document.model";
import { inLegalOrder } from "../price-text.rules";
import type { Ui } from "../ui";

interface TableProps {
  readonly ui: Ui;
  readonly document: ReceiptDocument;
}

/** Every position with quantity, unit price and amount, so that the driver can check the bill (LAW-37). */
export function ReceiptLines({ ui, document }: TableProps) {
  const { t, f } = ui;
  const { currency } = document;
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{t("receipt.line")}</th>
            <th scope="col" className="num">
              {t("receipt.amount")}
            </th>
          </tr>
        </thead>
        <tbody>
          {inLegalOrder(document.lines).map((line) => (
            <tr key={`${line.labelKey} ${line.quantity} ${line.unitPriceGross}`}>
              <td>
                {lineLabel(ui, line)}
                <br />
                <span className="s m">{lineQuantity(ui, line, currency)}</span>
                {line.idlePrecisionS ? (
                  <>
                    <br />
                    <span className="s m">{t("price.idle_precision", { seconds: line.idlePrecisionS })}</span>
                  </>
                ) : null}
              </td>
              <td className="num">{f.money(line.grossMinor, currency)}</td>
            </tr>
          ))}
          {document.writtenOffMinor > 0 ? (
            <tr>
              <td>{t("receipt.written_off")}</td>
              <td className="num">{f.money(-document.writtenOffMinor, currency)}</td>
            </tr>
          ) : null}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("receipt.total")}</th>
            <td className="num">{f.money(document.total.grossMinor, currency)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** VAT by rate (LAW-47: one receipt may hold several). */
export function TaxTable({ ui, document }: TableProps) {
  const { t, f } = ui;
  const { currency } = document;
  return (
    <div className="scroll">
      <table>
        <caption className="vh">{t("receipt.vat_title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("receipt.vat_rate")}</th>
            <th scope="col" className="num">
              {t("receipt.net")}
            </th>
            <th scope="col" className="num">
              {t("receipt.vat")}
            </th>
            <th scope="col" className="num">
              {t("receipt.gross")}
            </th>
          </tr>
        </thead>
        <tbody>
          {document.taxLines.map((line) => (
            <tr key={line.percent ?? "-"}>
              <td>{line.percent === null ? "–" : f.percent(line.percent)}</td>
              <td className="num">{f.money(line.netMinor, currency)}</td>
              <td className="num">{f.money(line.taxMinor, currency)}</td>
              <td className="num">{f.money(line.grossMinor, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The name of a position in the reader's language. */
export function lineLabel({ t }: Pick<Ui, "t">, line: ReceiptLine): string {
  return t.has(line.labelKey) ? t(line.labelKey) : t("price.adjustment");
}

/** "23.412 kWh × €0.59 per kWh", or only the quantity where no unit price exists. */
export function lineQuantity({ t, f }: Pick<Ui, "t" | "f">, line: ReceiptLine, currency: string): string {
  const count = f.number(line.quantity);
  const quantity =
    line.unit === "session"
      ? t("receipt.unit_session", { count: Number(line.quantity) })
      : `${count} ${line.unit}`;
  return line.unitPriceGross === null
    ? quantity
    : `${quantity} × ${f.unitPrice(line.unitPriceGross, currency)}`;
}
