import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { INPUT_CLASS } from "./field";
import { Select, SelectBox } from "./select";

const OPTIONS = [
  ["", "Nowhere"],
  ["a", "Hafen & Kai"],
] as const;

describe("a choice out of few", () => {
  it("has its options in their order and looks like an input", () => {
    const html = renderToStaticMarkup(<SelectBox name="place" defaultValue="a" options={OPTIONS} />);
    expect(html).toBe(
      `<select name="place" class="${INPUT_CLASS}"><option value="">Nowhere</option><option value="a" selected="">Hafen &amp; Kai</option></select>`,
    );
    expect(renderToStaticMarkup(<SelectBox className="in" required options={[]} />)).toBe(
      '<select required="" class="in"></select>',
    );
  });

  it("is tied to its label, help and error", () => {
    const html = renderToStaticMarkup(
      <Select name="place" label="Location" help="One only." error="Choose one." options={OPTIONS} />,
    );
    const id = /<label for="([^"]+)"/.exec(html)?.[1];
    expect(html).toContain(`<select name="place" id="${id}" aria-describedby="${id}-help ${id}-error"`);
    expect(html).toContain('aria-invalid="true"');
    expect(html).toContain(`id="${id}-error"`);
  });
});
