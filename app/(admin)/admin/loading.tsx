import { Skeleton } from "@/components/admin/page-parts";

export default function Loading() {
  return <Skeleton />;
}
