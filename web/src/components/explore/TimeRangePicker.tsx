import * as Popover from "@radix-ui/react-popover";
import { CalendarClock, ChevronLeft, ChevronRight } from "lucide-react";
import { type FormEvent, useState } from "react";
import { RANGES, type Range } from "../../lib/search";
import { type TimeRange, absolute, boundsOf, isAbsolute, localInput, rangeLabel } from "../../lib/timeRange";
import { Button } from "../Button";
import { IconButton } from "../IconButton";

interface Props {
  range: TimeRange;
  onRange: (range: TimeRange) => void;
}

/** Back from now, or between two moments of the user's own clock. */
export function TimeRangePicker({ range, onRange }: Props) {
  const [open, setOpen] = useState(false);
  const choose = (to: TimeRange) => {
    onRange(to);
    setOpen(false);
  };
  return (
    <span className="time-range">
      {isAbsolute(range) && (
        <IconButton
          icon={ChevronLeft}
          aria-label="Earlier by this span"
          title="Earlier by this span"
          onClick={() => onRange(shifted(range, -1))}
        />
      )}
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger asChild>
          <Button small icon={CalendarClock} aria-label={`Time range: ${rangeLabel(range)}`}>
            {rangeLabel(range)}
          </Button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content className="menu range-menu" align="end" sideOffset={4} collisionPadding={8} aria-label="Time range">
            <ul>
              {Object.entries(RANGES).map(([name, { label }]) => (
                <li key={name}>
                  <button
                    type="button"
                    className="menu-item"
                    aria-pressed={name === range}
                    onClick={() => choose(name as Range)}
                  >
                    {label}
                  </button>
                </li>
              ))}
            </ul>
            <Between range={range} onRange={choose} />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {isAbsolute(range) && (
        <IconButton
          icon={ChevronRight}
          aria-label="Later by this span"
          title="Later by this span"
          onClick={() => onRange(shifted(range, 1))}
        />
      )}
    </span>
  );
}

function Between({ range, onRange }: Props) {
  const { from, to } = boundsOf(range);
  const [problem, setProblem] = useState("");
  function apply(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [start, end] = ["from", "to"].map((name) => Date.parse(String(form.get(name))));
    if (!(Number(start) < Number(end))) setProblem("The end must come after the start.");
    else onRange(absolute(start as number, end as number));
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <form onSubmit={apply}>
      <label>
        From
        <input
          className="input"
          type="datetime-local"
          name="from"
          step="1"
          required
          defaultValue={localInput(from ? new Date(from) : new Date(Date.now() - 3_600_000))}
        />
      </label>
      <label>
        To
        <input
          className="input"
          type="datetime-local"
          name="to"
          step="1"
          required
          defaultValue={localInput(to ? new Date(to) : new Date())}
        />
      </label>
      {problem && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <p className="quiet">Times of {zone}</p>
      <Button submit primary small>
        Apply
      </Button>
    </form>
  );
}

function shifted(range: TimeRange, by: 1 | -1): TimeRange {
  const { from, to } = boundsOf(range);
  const [start, end] = [Date.parse(from ?? ""), Date.parse(to ?? "")];
  const span = end - start;
  return absolute(start + by * span, end + by * span);
}
