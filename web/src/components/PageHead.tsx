import { type ReactNode, useEffect } from "react";

interface Props {
  title: string;
  count?: string;
  children?: ReactNode;
}

export function PageHead({ title, count, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Gatelight`;
  }, [title]);
  return (
    <header className="page-head">
      <h1>
        {title}
        {count && <small>{count}</small>}
      </h1>
      {children && <div className="page-tools">{children}</div>}
    </header>
  );
}
