import path from "node:path";
import product from "../../next.config.js";

/** The product's settings. Modules are those of the repository, two folders up. */
const root = path.resolve(process.cwd(), "../..");
export default { ...product, turbopack: { root }, outputFileTracingRoot: root };
