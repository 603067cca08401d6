import { SearchX } from "lucide-react";
import { Empty } from "@/components/admin/page-parts";

/** An id that does not exist, or belongs to another client or mode: all look the same (SEC-12, ADM-20). */
export default function AdminNotFound() {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <Empty icon={SearchX} title="There is nothing at this address">
        It may belong to the other mode, live or test. Search with Ctrl K.
      </Empty>
    </div>
  );
}
