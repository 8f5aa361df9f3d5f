import * as Popover from "@radix-ui/react-popover";
import { ArrowDown, ArrowUp, Columns3 } from "lucide-react";
import type { Columns } from "../../lib/columns";
import { Button } from "../Button";
import { IconButton } from "../IconButton";

/** Which columns are shown, and their order. */
export function ColumnMenu<T>({ columns }: { columns: Columns<T> }) {
  const { choices, layout, change } = columns;
  const ids = choices.map((each) => each.id);
  const move = (index: number, by: number) => {
    const order = [...ids];
    const [moved] = order.splice(index, 1);
    order.splice(index + by, 0, moved as string);
    change({ ...layout, order });
  };
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button small icon={Columns3} aria-label="Columns" title="Columns" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="menu column-menu" align="end" sideOffset={4} collisionPadding={8} aria-label="Columns">
          <ul>
            {choices.map((choice, index) => (
              <li key={choice.id}>
                <label>
                  <input
                    type="checkbox"
                    checked={choice.shown}
                    onChange={() =>
                      change({ ...layout, shown: { ...layout.shown, [choice.id]: !choice.shown } })
                    }
                  />
                  {choice.label}
                </label>
                <IconButton
                  icon={ArrowUp}
                  aria-label={`Move ${choice.label} to the left`}
                  disabled={index === 0}
                  onClick={() => move(index, -1)}
                />
                <IconButton
                  icon={ArrowDown}
                  aria-label={`Move ${choice.label} to the right`}
                  disabled={index === choices.length - 1}
                  onClick={() => move(index, 1)}
                />
              </li>
            ))}
          </ul>
          <Button small onClick={columns.reset}>
            Back to the usual
          </Button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
