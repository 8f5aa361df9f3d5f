import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Explorer } from "../components/explore/Explorer";
import { OBSERVATIONS } from "../components/explore/observationSurface";
import type { ExploreSearch } from "../lib/explore";

const ROUTE = "/signed-in/project/$projectId/observations";

export function Observations() {
  const { projectId } = useParams({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/observations" });
  return (
    <Explorer
      config={OBSERVATIONS}
      projectId={projectId}
      search={useSearch({ from: ROUTE })}
      onSearch={(to, replace) =>
        void navigate({ search: (before: ExploreSearch) => ({ ...before, ...to }), replace })
      }
      onOpen={(row) =>
        void navigate({
          to: "/project/$projectId/traces/$traceId",
          params: { projectId, traceId: row.traceId },
          search: { observation: row.id },
        })
      }
    />
  );
}
