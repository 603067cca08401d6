/** As in the product, it runs before every OCPI request; the bare handler is spared even that. */
export { proxy } from "@/proxy";

export const config = { matcher: "/api/:path*" };
