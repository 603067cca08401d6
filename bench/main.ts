import { availableParallelism } from "node:os";

/** `npm run bench`: measures what the requirements promise, on this machine. */
console.log(`${availableParallelism()} cores, Node ${process.versions.node}`);
