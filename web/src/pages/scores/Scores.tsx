import * as Tabs from "@radix-ui/react-tabs";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { PageHead } from "../../components/PageHead";
import { RangeSelect } from "../../components/RangeSelect";
import { ErrorLine } from "../../components/Problem";
import { ScoreAnalytics } from "../../components/scores/ScoreAnalytics";
import { ScoreList } from "../../components/scores/ScoreList";
import { api } from "../../lib/api";
import type { ScoreKind } from "../../lib/scores";
import { since } from "../../lib/search";
import "../../styles/scores.css";
import "../../styles/tabs-page.css";

const ROUTE = "/signed-in/project/$projectId/scores";

/** Every score of a time, and how they spread, move and agree. */
export function Scores() {
  const { projectId } = useParams({ from: ROUTE });
  const search = useSearch({ from: ROUTE });
  const { range = "30d", tab = "list" } = search;
  const navigate = useNavigate({ from: "/project/$projectId/scores" });
  const kinds = useQuery({
    queryKey: ["scores", projectId, "kinds", range],
    queryFn: ({ signal }) =>
      api<{ kinds: ScoreKind[] }>(`/api/projects/${encodeURIComponent(projectId)}/score-kinds`, {
        signal,
        query: { fromTimestamp: since(range) ?? new Date(0).toISOString() },
      }),
  });
  return (
    <Tabs.Root
      className="list-page"
      value={tab}
      onValueChange={(to) =>
        void navigate({
          search: (before) => ({ ...before, tab: to === "analytics" ? "analytics" : undefined }),
          replace: true,
        })
      }
    >
      <PageHead title="Scores">
        <RangeSelect
          value={range}
          onChange={(to) =>
            void navigate({ search: (before) => ({ ...before, range: to }), replace: true })
          }
        />
      </PageHead>
      <ErrorLine error={kinds.error} />
      <Tabs.List className="tabs beside" aria-label="How scores are shown">
        <Tabs.Trigger className="tab" value="list">List</Tabs.Trigger>
        <Tabs.Trigger className="tab" value="analytics">Analytics</Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content value="list" tabIndex={-1} className="list-page">
        <ScoreList projectId={projectId} kinds={kinds.data?.kinds ?? []} />
      </Tabs.Content>
      <Tabs.Content value="analytics" tabIndex={-1} className="scrolling">
        {kinds.data && <ScoreAnalytics projectId={projectId} kinds={kinds.data.kinds} />}
      </Tabs.Content>
    </Tabs.Root>
  );
}
