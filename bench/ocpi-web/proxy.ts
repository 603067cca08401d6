import { proxy as product } from "@/proxy";

/** As in the product, it runs before every OCPI request; the bare handler is spared even that. */
export const proxy = product;

export const config = { matcher: "/api/:path*" };
