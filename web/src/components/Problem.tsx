import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { BASE } from "../lib/base";

interface Props {
  title: string;
  text?: string;
  reload?: boolean;
  children?: ReactNode;
}

/** Something went wrong, and what can be done about it. */
export function Problem({ title, text, reload, children }: Props) {
  return (
    <div className="problem" role="alert">
      <TriangleAlert aria-hidden />
      <h1>{title}</h1>
      {text && <p>{text}</p>}
      <p className="row">
        {reload && (
          <button className="button" type="button" onClick={() => location.reload()}>
            Load again
          </button>
        )}
        {children ?? (
          <a className="button" href={`${BASE}/`}>
            To the front page
          </a>
        )}
      </p>
    </div>
  );
}

/** One line inside a page. */
export function ErrorLine({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <p className="error-line" role="alert">
      {error instanceof Error ? error.message : String(error)}
    </p>
  );
}
