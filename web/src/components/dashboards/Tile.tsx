import * as Menu from "@radix-ui/react-dropdown-menu";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { ChartLine, Copy, EllipsisVertical, ListTree, Pencil, Terminal, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { BASE } from "../../lib/base";
import type { Scope } from "../../lib/chartAnswer";
import { curlOf, grafanaOf, promqlOf } from "../../lib/copies";
import type { Chart } from "../../lib/dashboards";
import { behind, surfaceOf } from "../../lib/drill";
import { type Language, linksQuery } from "../../lib/metrics";
import { copyText } from "../Copy";
import { IconButton } from "../IconButton";
import { toast, toastError } from "../Toasts";
import { ChartView } from "./ChartView";

interface Props {
  chart: Chart | undefined;
  scope: Scope;
  language: Language | undefined;
  onRange: (from: number, to: number) => void;
  handle?: ReactNode;
  onEdit?: () => void;
  onCopy?: () => void;
  onRemove?: () => void;
}

/** A chart on a dashboard: its name, its menu and itself. */
export function Tile(props: Props) {
  const { chart, scope, language, onRange, handle, onRemove } = props;
  if (!chart) {
    return (
      <>
        <header className="tile-head">
          {handle}
          <h2>Chart</h2>
          {onRemove && (
            <IconButton icon={Trash2} aria-label="Take the chart off" onClick={onRemove} />
          )}
        </header>
        <p className="quiet">There is no such chart any more.</p>
      </>
    );
  }
  return (
    <>
      <header className="tile-head">
        {handle}
        <h2 title={chart.description || chart.name}>{chart.name}</h2>
        <TileMenu {...props} chart={chart} />
      </header>
      <ChartView chart={chart} scope={scope} language={language} onRange={onRange} />
    </>
  );
}

function TileMenu({ chart, scope, onEdit, onCopy, onRemove }: Props & { chart: Chart }) {
  const router = useRouter();
  const grafana = useQuery(linksQuery(scope.project)).data?.grafana;
  const promql = promqlOf(chart, scope);
  const copy = (text: string, what: string) =>
    copyText(text).then((done) =>
      done ? toast(`${what} copied`) : toastError("The browser did not allow copying."),
    );
  const item = (icon: ReactNode, text: string, onSelect: () => void) => (
    <Menu.Item className="menu-item" onSelect={onSelect}>
      {icon}
      <span>{text}</span>
    </Menu.Item>
  );
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="icon-button tile-menu" aria-label={`${chart.name}: menu`}>
        <EllipsisVertical aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="menu" align="end" sideOffset={2} collisionPadding={8}>
          {item(<ListTree aria-hidden />, `Open the ${surfaceOf(chart)} behind it`, () =>
            router.history.push(BASE + behind(chart, scope)),
          )}
          {item(<Terminal aria-hidden />, "Copy as API query", () =>
            void copy(curlOf(chart, scope), "API query"),
          )}
          {promql &&
            item(<Terminal aria-hidden />, "Copy as PromQL", () => void copy(promql, "PromQL"))}
          {grafana && (
            <Menu.Item className="menu-item" asChild>
              <a href={grafanaOf(grafana, chart, scope)} target="_blank" rel="noreferrer">
                <ChartLine aria-hidden />
                <span>Open in Grafana</span>
              </a>
            </Menu.Item>
          )}
          {(onEdit || onCopy || onRemove) && <Menu.Separator className="menu-line" />}
          {onEdit && item(<Pencil aria-hidden />, "Edit", onEdit)}
          {onCopy && item(<Copy aria-hidden />, "Duplicate", onCopy)}
          {onRemove && item(<Trash2 aria-hidden />, "Take off the dashboard", onRemove)}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
