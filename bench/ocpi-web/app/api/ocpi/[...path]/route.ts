import * as product from "@/app/api/ocpi/[...path]/route";

export const GET = product.GET;
export const POST = product.POST;
