import * as Menu from "@radix-ui/react-dropdown-menu";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, Check, Plus, Save, Trash2, Users } from "lucide-react";
import { useState } from "react";
import { api } from "../../lib/api";
import { type ColumnLayout, type Columns, isLayout } from "../../lib/columns";
import type { Asked, ExploreSearch } from "../../lib/explore";
import { type TimeRange, USUAL_RANGE, readRange } from "../../lib/timeRange";
import { Button } from "../Button";
import { Dialog } from "../Dialog";
import { TextField } from "../Field";
import { ErrorLine } from "../Problem";
import { toast, toastError } from "../Toasts";

interface Content {
  q: string;
  range: string | null;
  order: string | null;
  columns: ColumnLayout | null;
}

interface SavedView {
  id: string;
  name: string;
  shared: boolean;
  mine: boolean;
  content: Content;
}

interface Props<T> {
  asked: Asked;
  order: string | undefined;
  columns: Columns<T>;
  onSearch: (to: Partial<ExploreSearch>) => void;
}

const pathOf = ({ projectId }: Asked) => `/api/projects/${encodeURIComponent(projectId)}/views`;

const viewsQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ["views", asked.projectId, asked.surface],
    queryFn: ({ signal }) =>
      api<{ data: SavedView[] }>(pathOf(asked), { signal, query: { surface: asked.surface } }),
    staleTime: 60_000,
  });

/** Queries with their time, order and columns, kept under a name. */
export function SavedViews<T>({ asked, order, columns, onSearch }: Props<T>) {
  const client = useQueryClient();
  const [saving, setSaving] = useState(false);
  const [open, setOpen] = useState(false);
  const views = useQuery({ ...viewsQuery(asked), enabled: open || saving });
  const known = views.data?.data ?? [];
  const now: Content = { q: asked.q, range: asked.range, order: order ?? null, columns: columns.layout };
  const current = known.find(
    ({ content }) =>
      content.q === now.q &&
      (readRange(content.range) ?? USUAL_RANGE) === now.range &&
      content.order === now.order,
  );
  const refresh = () => client.invalidateQueries({ queryKey: viewsQuery(asked).queryKey });
  const change = useMutation({
    mutationFn: ({ view, method, body }: { view: SavedView; method: string; body?: unknown }) =>
      api(`${pathOf(asked)}/${encodeURIComponent(view.id)}`, { method, body }),
    onSuccess: refresh,
    onError: toastError,
  });
  const show = ({ content }: SavedView) => {
    if (isLayout(content.columns)) columns.change(content.columns);
    const range = readRange(content.range) as TimeRange | undefined;
    onSearch({ q: content.q || undefined, range, order: content.order ?? undefined });
  };
  return (
    <>
      <Menu.Root modal={false} open={open} onOpenChange={setOpen}>
        <Menu.Trigger asChild>
          <Button small icon={Bookmark} aria-label="Saved views">
            <span className="views-label">{current?.name ?? "Views"}</span>
          </Button>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
            {known.map((view) => (
              <Menu.Sub key={view.id}>
                <Menu.SubTrigger className="menu-item" onClick={() => { show(view); setOpen(false); }} onKeyDown={(event) => {
                    if (event.key !== "Enter") return;
                    event.preventDefault();
                    show(view);
                    setOpen(false);
                  }}
                >
                  {view === current ? <Check aria-hidden /> : view.shared ? <Users aria-hidden /> : <Bookmark aria-hidden />}
                  <span>
                    {view.name}
                    <small>{view.content.q || "everything"}{view.shared ? ", shared" : ""}</small>
                  </span>
                </Menu.SubTrigger>
                <Menu.Portal>
                  <Menu.SubContent className="menu" sideOffset={4} collisionPadding={8}>
                    <Menu.Item className="menu-item" onSelect={() => show(view)}>
                      Show
                    </Menu.Item>
                    <Menu.Item
                      className="menu-item"
                      onSelect={() => change.mutate({ view, method: "PATCH", body: { content: now } })}
                    >
                      <Save aria-hidden />
                      Replace by what is shown now
                    </Menu.Item>
                    <Menu.Item
                      className="menu-item"
                      onSelect={() => change.mutate({ view, method: "PATCH", body: { shared: !view.shared } })}
                    >
                      <Users aria-hidden />
                      {view.shared ? "Keep it to yourself" : "Share with the project"}
                    </Menu.Item>
                    <Menu.Item
                      className="menu-item"
                      onSelect={() => change.mutate({ view, method: "DELETE" })}
                    >
                      <Trash2 aria-hidden />
                      Delete
                    </Menu.Item>
                  </Menu.SubContent>
                </Menu.Portal>
              </Menu.Sub>
            ))}
            {known.length === 0 && (
              <Menu.Label className="menu-label">
                {views.isPending ? "Loading…" : views.error ? views.error.message : "No saved views yet"}
              </Menu.Label>
            )}
            <Menu.Separator className="menu-line" />
            <Menu.Item className="menu-item" onSelect={() => setSaving(true)}>
              <Plus aria-hidden />
              Save this view
            </Menu.Item>
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      {saving && (
        <SaveView
          asked={asked}
          content={now}
          onClose={() => setSaving(false)}
          onDone={(name) => {
            setSaving(false);
            toast(`View ${name} saved.`);
            void refresh();
          }}
        />
      )}
    </>
  );
}

interface SaveProps {
  asked: Asked;
  content: Content;
  onClose: () => void;
  onDone: (name: string) => void;
}

function SaveView({ asked, content, onClose, onDone }: SaveProps) {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      api(pathOf(asked), { method: "POST", body: { surface: asked.surface, name, shared, content } }),
    onSuccess: () => onDone(name.trim()),
  });
  return (
    <Dialog title="Save this view" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) save.mutate();
        }}
      >
        <TextField label="Name" value={name} onChange={setName} maxLength={200} required autoComplete="off" />
        <label className="row">
          <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />
          Share it with everybody in the project
        </label>
        <p className="quiet">Query, time, order and columns are kept.</p>
        <ErrorLine error={save.error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit primary busy={save.isPending}>
            Save
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
