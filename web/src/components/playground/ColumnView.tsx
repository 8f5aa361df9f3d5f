import { Copy as CopyIcon, SlidersHorizontal, X } from "lucide-react";
import { useState } from "react";
import { type Column, type Original, type Parameter, PARAMETERS } from "../../lib/playground";
import type { Run } from "../../lib/useRuns";
import { Button } from "../Button";
import { IconButton } from "../IconButton";
import { Result } from "./Result";

interface Props {
  projectId: string;
  index: number;
  column: Column;
  run: Run | undefined;
  original: Original | undefined;
  onChange: (column: Column) => void;
  onCopy: () => void;
  onRemove?: () => void;
  onRun: () => void;
  onStop: () => void;
}

/** One model: its name, parameters and answer. */
export function ColumnView(props: Props) {
  const { column, run, onChange } = props;
  const [open, setOpen] = useState(false);
  const set = Object.entries(column.parameters).filter(([, value]) => value.trim());
  const letter = String.fromCharCode(65 + props.index);
  return (
    <section className="play-column" aria-label={`Model ${letter}`}>
      <header>
        <b className="letter">{letter}</b>
        <input
          className="input"
          aria-label={`Model ${letter}`}
          placeholder="Choose a model"
          list="models-served"
          value={column.model}
          onChange={(event) => onChange({ ...column, model: event.target.value })}
        />
        <IconButton
          icon={SlidersHorizontal}
          aria-label={`Parameters of model ${letter}`}
          aria-expanded={open}
          title="Parameters"
          onClick={() => setOpen(!open)}
        />
        <IconButton
          icon={CopyIcon}
          aria-label={`Another column like ${letter}`}
          title="Another column like this"
          onClick={props.onCopy}
        />
        {props.onRemove && (
          <IconButton
            icon={X}
            aria-label={`Remove model ${letter}`}
            title="Remove"
            onClick={props.onRemove}
          />
        )}
      </header>
      {open ? (
        <div className="play-parameters">
          {(Object.keys(PARAMETERS) as Parameter[]).map((name) => {
            const { label, step, min, max } = PARAMETERS[name];
            return (
              <label key={name}>
                <span>{label}</span>
                <input
                  className="input"
                  type="number"
                  step={step}
                  min={min}
                  max={max}
                  placeholder="default"
                  value={column.parameters[name] ?? ""}
                  onChange={(event) =>
                    onChange({
                      ...column,
                      parameters: { ...column.parameters, [name]: event.target.value },
                    })
                  }
                />
              </label>
            );
          })}
        </div>
      ) : (
        set.length > 0 && (
          <p className="quiet play-set">
            {set.map(([name, value]) => `${name} ${value}`).join(", ")}
          </p>
        )
      )}
      <Result projectId={props.projectId} run={run} original={props.original} />
      <footer className="row">
        {run?.state === "running" ? (
          <Button small onClick={props.onStop}>
            Stop
          </Button>
        ) : (
          <Button small onClick={props.onRun}>
            Run {letter}
          </Button>
        )}
      </footer>
    </section>
  );
}
