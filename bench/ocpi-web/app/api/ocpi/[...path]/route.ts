// The product's own handlers: nothing is said here a second time.
export { DELETE, GET, PATCH, POST, PUT } from "@/app/api/ocpi/[...path]/route";
