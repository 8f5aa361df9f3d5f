import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../lib/api";
import { count } from "../../lib/format";
import { ErrorLine } from "../Problem";
import { Time } from "../Time";

interface Line {
  usageKey: string;
  units: number;
  unitPrice: string | null;
  pricedAs: string | null;
  cost: string | null;
}

interface Explanation {
  totalCost: string | null;
  costSource: string | null;
  because: string;
  flags: { flag: string; meaning: string }[];
  price: { model?: string; validFrom?: string | null; source?: string; tier?: { name?: string; because?: string } } | null;
  lines: Line[];
  gatewayCost: string | null;
}

/** The price entry, the tier, every kind of token times its price. */
export function WhyThisCost(props: { projectId: string; traceId: string; observationId: string }) {
  const [open, setOpen] = useState(false);
  const cost = useQuery({
    queryKey: ["cost", props.projectId, props.traceId, props.observationId],
    queryFn: ({ signal }) =>
      api<Explanation>(`/api/public/observations/${encodeURIComponent(props.observationId)}/cost`, {
        project: props.projectId,
        query: { traceId: props.traceId },
        signal,
      }),
    enabled: open,
  });
  const { data } = cost;
  return (
    <details className="fold" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Why this cost</summary>
      <ErrorLine error={cost.error} />
      {open && cost.isPending && <p className="quiet">Loading…</p>}
      {data && (
        <div className="why">
          <p>{data.because}</p>
          {data.lines.length > 0 && (
            <table className="small-table">
              <thead>
                <tr>
                  <th scope="col">Kind</th>
                  <th scope="col">Units</th>
                  <th scope="col">Price of a million</th>
                  <th scope="col">Cost</th>
                </tr>
              </thead>
              <tbody>
                {data.lines.map((line) => (
                  <tr key={line.usageKey}>
                    <th scope="row">{line.usageKey.replaceAll("_", " ")}</th>
                    <td>{count(line.units)}</td>
                    <td title={line.pricedAs ? `priced as ${line.pricedAs}` : undefined}>
                      {perMillion(line.unitPrice)}
                    </td>
                    <td>{line.cost === null ? "–" : `$${line.cost}`}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {data.price?.tier?.because && <p className="quiet">{data.price.tier.because}</p>}
          {data.price && (
            <p className="quiet">
              Price entry {data.price.model}
              {data.price.validFrom && (
                <>
                  , in force since <Time iso={data.price.validFrom} />
                </>
              )}
              {data.price.source && `, from ${data.price.source}`}
            </p>
          )}
          {data.gatewayCost !== null && <p className="quiet">The gateway said ${data.gatewayCost}.</p>}
          {data.flags.map((flag) => (
            <p key={flag.flag} className="quiet">
              {flag.meaning || flag.flag}
            </p>
          ))}
        </div>
      )}
    </details>
  );
}

function perMillion(price: string | null): string {
  if (price === null) return "–";
  return `$${(Number(price) * 1e6).toLocaleString(undefined, { maximumFractionDigits: 4 })}`;
}
