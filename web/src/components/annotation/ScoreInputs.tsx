import { described, type Judgements, problemOf, type ScoreConfig } from "../../lib/annotation";

interface Props {
  configs: ScoreConfig[];
  judgements: Judgements;
  /** Whose categories the number keys choose. */
  active: number;
  disabled: boolean;
  onActive: (index: number) => void;
  onSet: (configId: string, value: string, comment?: string) => void;
  onFinish: () => void;
}

export function ScoreInputs(props: Props) {
  const { configs, judgements, active, disabled, onActive, onSet, onFinish } = props;
  /** Enter goes to the next score, and completes after the last. */
  const entered = (index: number) => {
    const next = configs[index + 1];
    if (!next) return onFinish();
    onActive(index + 1);
    const input = document.getElementById(`score-${next.id}`);
    if (input) input.focus();
    else (document.activeElement as HTMLElement | null)?.blur();
  };
  return (
    <ol className="score-inputs">
      {configs.map((config, index) => {
        const { value = "", comment = "" } = judgements[config.id] ?? {};
        const problem = problemOf(config, value);
        return (
          <li key={config.id} data-active={index === active || undefined} onFocus={() => onActive(index)}>
            <h3 id={`config-${config.id}`}>
              {config.name}
              {!config.categories?.length && <small className="quiet"> {described(config)}</small>}
            </h3>
            {config.description && <p className="quiet">{config.description}</p>}
            {config.categories?.length ? (
              <div className="categories" role="group" aria-labelledby={`config-${config.id}`}>
                {config.categories.map((category, place) => (
                  <button
                    key={category.label}
                    type="button"
                    className="button small"
                    aria-pressed={value === category.label}
                    disabled={disabled}
                    onClick={(event) => {
                      onSet(config.id, value === category.label ? "" : category.label);
                      onActive(Math.min(index + 1, configs.length - 1));
                      // A pressed button would keep Enter for itself.
                      if (event.detail > 0) event.currentTarget.blur();
                    }}
                  >
                    {place < 9 && <kbd>{place + 1}</kbd>}
                    {category.label}
                  </button>
                ))}
              </div>
            ) : config.dataType === "NUMERIC" ? (
              <input
                id={`score-${config.id}`}
                className="input"
                inputMode="decimal"
                aria-labelledby={`config-${config.id}`}
                aria-invalid={problem ? true : undefined}
                disabled={disabled}
                value={value}
                onChange={(event) => onSet(config.id, event.target.value.trim())}
                onKeyDown={(event) => {
                  if (event.key === "Enter") {
                    event.preventDefault();
                    entered(index);
                  } else if (event.key === "Escape") {
                    event.stopPropagation();
                    event.currentTarget.blur();
                  }
                }}
              />
            ) : (
              <textarea
                id={`score-${config.id}`}
                className="input"
                rows={3}
                maxLength={500}
                aria-labelledby={`config-${config.id}`}
                disabled={disabled}
                value={value}
                onChange={(event) => onSet(config.id, event.target.value)}
                onKeyDown={(event) => {
                  if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) entered(index);
                  else if (event.key === "Escape") event.currentTarget.blur();
                }}
              />
            )}
            {problem && <p className="field-error">{problem}</p>}
            {value !== "" && (
              <input
                className="input"
                aria-label={`Why ${config.name}`}
                placeholder="Why (optional)"
                maxLength={5000}
                disabled={disabled}
                value={comment}
                onChange={(event) => onSet(config.id, value, event.target.value)}
                onKeyDown={(event) => {
                  if (event.key === "Enter") {
                    event.preventDefault();
                    entered(index);
                  } else if (event.key === "Escape") event.currentTarget.blur();
                }}
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}
