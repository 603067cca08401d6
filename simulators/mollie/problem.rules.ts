const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** Title that the API gives to a status. */
export function titleOf(status: number): string {
  return TITLES[status] ?? "Error";
}

/** A refusal of the API; `field` names the parameter that is wrong. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";

  constructor(
    readonly status: number,
    readonly detail: string,
    readonly field?: string,
  ) {
    super(detail);
  }
}

/** 422 on a parameter. */
export function unprocessable(detail: string, field?: string): ApiProblem {
  return new ApiProblem(422, detail, field);
}

/** 404 in the API's words. */
export function noPayment(id: string): ApiProblem {
  return new ApiProblem(404, `No payment exists with token ${id}.`);
}

export function noEntity(id: string): ApiProblem {
  return new ApiProblem(404, `No entity exists with token '${id}'.`);
}

/** JSON body of an error: `status`, `title`, `detail`, `field?` and the link to the documentation. */
export function problemBody(status: number, detail: string, field?: string): Record<string, unknown> {
  return {
    status,
    title: titleOf(status),
    detail,
    ...(field === undefined ? {} : { field }),
    _links: {
      documentation: { href: "https://docs.mollie.com/overview/handling-errors", type: "text/html" },
    },
  };
}
