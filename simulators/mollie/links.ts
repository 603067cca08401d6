export interface Link {
  readonly href: string;
  readonly type: string;
}

/** Builds the absolute links of answers. Clients follow them, so none may lead to the real provider's API. */
export class Links {
  constructor(readonly publicUrl: string) {}

  api(path: string): Link {
    return { href: `${this.publicUrl}/v2/${path}`, type: "application/hal+json" };
  }

  page(path: string): Link {
    return { href: `${this.publicUrl}/${path}`, type: "text/html" };
  }

  documentation(page: string): Link {
    return { href: `https://docs.mollie.com/reference/${page}`, type: "text/html" };
  }
}
