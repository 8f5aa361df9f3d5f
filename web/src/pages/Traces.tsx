import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Explorer } from "../components/explore/Explorer";
import { TRACES } from "../components/explore/traceSurface";
import type { ExploreSearch } from "../lib/explore";

const ROUTE = "/signed-in/project/$projectId/traces";

export function Traces() {
  const { projectId } = useParams({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/traces" });
  return (
    <Explorer
      config={TRACES}
      projectId={projectId}
      search={useSearch({ from: ROUTE })}
      onSearch={(to, replace) =>
        void navigate({ search: (before: ExploreSearch) => ({ ...before, ...to }), replace })
      }
      onOpen={(row) =>
        void navigate({
          to: "/project/$projectId/traces/$traceId",
          params: { projectId, traceId: row.id },
        })
      }
    />
  );
}
