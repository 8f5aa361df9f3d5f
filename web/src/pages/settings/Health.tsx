import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX, RefreshCw } from "lucide-react";
import { Button } from "../../components/Button";
import { ErrorLine } from "../../components/Problem";
import { Skeleton } from "../../components/Skeleton";
import { Numbers, PlainTable } from "../../components/settings/PlainTable";
import { SettingsPage } from "../../components/settings/SettingsPage";
import { api } from "../../lib/api";
import { bytes, count } from "../../lib/format";

interface Status {
  version: string;
  python: string;
  publicUrl: string;
  basePath: string;
  dataDir: string;
  freeBytes: number | null;
  waitingEvents: number;
  parts: {
    name: string;
    state: "ok" | "down" | "unknown";
    version: string | null;
    detail: string;
    milliseconds: number | null;
  }[];
  sizes: { store: string; name: string; bytes: number; rows: number | null }[];
}

/** Versions, whether every part answers, and what the stores take on disk. */
export function Health() {
  const status = useQuery({
    queryKey: ["instance", "status"],
    queryFn: ({ signal }) => api<Status>("/api/instance/status", { signal }),
    refetchInterval: 30_000,
  });
  const found = status.data;
  return (
    <SettingsPage
      title="Health and sizes"
      tools={
        <Button small icon={RefreshCw} busy={status.isFetching} onClick={() => void status.refetch()}>
          Look again
        </Button>
      }
    >
      <ErrorLine error={status.error} />
      {status.isPending && <Skeleton lines={8} />}
      {found && (
        <>
          <PlainTable label="Parts" head={["Part", "State", "Version", <Numbers key="Answers in">Answers in</Numbers>, "Where"]}>
            {found.parts.map((part) => (
              <tr key={part.name}>
                <td>
                  <b>{part.name}</b>
                </td>
                <td>
                  <span className={`state ${part.state}`}>
                    {part.state === "ok" ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}
                    {part.state === "ok" ? "well" : "does not answer"}
                  </span>
                </td>
                <td>{part.version ?? "–"}</td>
                <td className="number">{part.milliseconds === null ? "–" : `${part.milliseconds} ms`}</td>
                <td className="wide">{part.detail}</td>
              </tr>
            ))}
          </PlainTable>
          <section aria-labelledby="instance">
            <h2 id="instance">Instance</h2>
            <dl className="facts">
              <Fact name="Gatelight" value={found.version} />
              <Fact name="Python" value={found.python} />
              <Fact name="Public address" value={`${found.publicUrl}${found.basePath}`} />
              <Fact name="Data directory" value={found.dataDir} />
              <Fact name="Free on its disk" value={found.freeBytes === null ? "unknown" : bytes(found.freeBytes)} />
              <Fact name="Events that wait to be stored" value={count(found.waitingEvents)} />
            </dl>
          </section>
          <section aria-labelledby="sizes">
            <h2 id="sizes">On disk</h2>
            <PlainTable label="Sizes" head={["Store", "Table", <Numbers key="Bytes">Bytes</Numbers>, <Numbers key="Rows">Rows</Numbers>]}>
              {found.sizes.map((each) => (
                <tr key={`${each.store} ${each.name}`}>
                  <td>{each.store}</td>
                  <td>{each.name}</td>
                  <td className="number" title={count(each.bytes)}>
                    {bytes(each.bytes)}
                  </td>
                  <td className="number">{each.rows === null ? "–" : count(each.rows)}</td>
                </tr>
              ))}
            </PlainTable>
            <p className="quiet">
              Rows of the event store count replaced versions until they are merged away.
            </p>
          </section>
        </>
      )}
    </SettingsPage>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
