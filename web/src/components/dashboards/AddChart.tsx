import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { CHART_TYPES, type Placement, presetsQuery, type Widget, widgetsQuery } from "../../lib/dashboards";
import { Button } from "../Button";
import { Dialog } from "../Dialog";

interface Props {
  project: string;
  onPlace: (placed: Pick<Placement, "type" | "widgetId" | "presetId">) => void;
  onNew: () => void;
  onClose: () => void;
}

/** A new chart, or one there is already. */
export function AddChart({ project, onPlace, onNew, onClose }: Props) {
  const presets = useQuery(presetsQuery(project));
  const own = useQuery(widgetsQuery(project));
  const [text, setText] = useState("");
  const fits = ({ name }: Widget) => name.toLowerCase().includes(text.trim().toLowerCase());
  const list = (title: string, charts: Widget[], type: Placement["type"]) =>
    charts.length > 0 && (
      <section aria-label={title}>
        <h3>{title}</h3>
        <ul className="add-charts">
          {charts.map((chart) => (
            <li key={chart.id}>
              <button
                type="button"
                onClick={() =>
                  onPlace(type === "preset" ? { type, presetId: chart.id } : { type, widgetId: chart.id })
                }
              >
                <span>{chart.name}</span>
                <small className="quiet">{CHART_TYPES[chart.chartType]}</small>
              </button>
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <Dialog title="Add a chart" onClose={onClose} wide>
      <p className="row">
        <input
          className="input"
          aria-label="Find a chart"
          placeholder="Find a chart"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <span className="spring" />
        <Button primary icon={Plus} onClick={onNew}>
          New chart
        </Button>
      </p>
      {list("Of this project", (own.data ?? []).filter(fits), "widget")}
      {list("Ready-made", (presets.data?.widgets ?? []).filter(fits), "preset")}
    </Dialog>
  );
}
