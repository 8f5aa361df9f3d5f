import * as Menu from "@radix-ui/react-dropdown-menu";
import { Download } from "lucide-react";
import { type Asked, explorePath } from "../../lib/explore";
import { spanOf } from "../../lib/timeRange";
import { Button } from "../Button";

const FORMS = [
  ["csv", "CSV", "for spreadsheets"],
  ["jsonl", "JSON lines", "one object a line, for programs"],
] as const;

/** What the query selects as a file; the server sends it as it reads. */
export function ExportMenu({ asked }: { asked: Asked }) {
  const address = (form: string) => {
    const query = new URLSearchParams({ format: form, ...spanOf(asked.range) });
    if (asked.q) query.set("q", asked.q);
    return `${explorePath(asked, "export")}?${query}`;
  };
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <Button small icon={Download} aria-label="Export" title="Export what the query selects" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {FORMS.map(([form, label, hint]) => (
            <Menu.Item key={form} className="menu-item" asChild>
              <a href={address(form)} download>
                <span>
                  {label}
                  <small>{hint}</small>
                </span>
              </a>
            </Menu.Item>
          ))}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
