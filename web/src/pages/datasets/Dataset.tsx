import * as Tabs from "@radix-ui/react-tabs";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { PageHead } from "../../components/PageHead";
import { ErrorLine, Problem } from "../../components/Problem";
import { Items } from "../../components/datasets/Items";
import { Runs } from "../../components/datasets/Runs";
import { Schemas } from "../../components/datasets/Schemas";
import { ApiError, api } from "../../lib/api";
import type { Dataset as DatasetBody } from "../../lib/datasets";
import { mayWrite } from "../../lib/rights";
import { findProject, useSession } from "../../lib/session";
import "../../styles/datasets.css";
import "../../styles/tabs-page.css";

const ROUTE = "/signed-in/project/$projectId/datasets/$datasetName";

export function Dataset() {
  const { projectId, datasetName } = useParams({ from: ROUTE });
  const { tab = "items" } = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/datasets/$datasetName" });
  const writer = mayWrite(findProject(useSession(), projectId)?.project.role);
  const dataset = useQuery({
    queryKey: ["datasets", projectId, "one", datasetName],
    queryFn: ({ signal }) =>
      api<DatasetBody>(`/api/public/v2/datasets/${encodeURIComponent(datasetName)}`, {
        project: projectId,
        signal,
      }),
  });
  if (dataset.error instanceof ApiError && dataset.error.status === 404) {
    return (
      <Problem title="There is no such dataset" text={datasetName}>
        <Link className="button" to="/project/$projectId/datasets" params={{ projectId }}>
          All datasets
        </Link>
      </Problem>
    );
  }
  return (
    <Tabs.Root
      className="list-page"
      value={tab}
      onValueChange={(to) =>
        void navigate({
          search: (before) => ({ ...before, tab: to === "items" ? undefined : (to as "runs") }),
          replace: true,
        })
      }
    >
      <PageHead title={datasetName} />
      {dataset.data?.description && <p className="quiet beside">{dataset.data.description}</p>}
      <ErrorLine error={dataset.error} />
      <Tabs.List className="tabs beside" aria-label="About this dataset">
        <Tabs.Trigger className="tab" value="items">Items</Tabs.Trigger>
        <Tabs.Trigger className="tab" value="runs">Runs</Tabs.Trigger>
        <Tabs.Trigger className="tab" value="schema">Schemas</Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content value="items" tabIndex={-1} className="list-page">
        <Items projectId={projectId} name={datasetName} writer={writer} />
      </Tabs.Content>
      <Tabs.Content value="runs" tabIndex={-1} className="list-page">
        <Runs projectId={projectId} name={datasetName} writer={writer} />
      </Tabs.Content>
      <Tabs.Content value="schema" tabIndex={-1} className="scrolling">
        {dataset.data && (
          <Schemas key={dataset.data.updatedAt} projectId={projectId} dataset={dataset.data} writer={writer} />
        )}
      </Tabs.Content>
    </Tabs.Root>
  );
}
