import { type ReactNode, useEffect } from "react";
import { Logo } from "./Logo";

/** The card on pages for people who are not signed in. */
export function Gate({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Gatelight`;
  }, [title]);
  return (
    <main className="gate">
      <div className="gate-card">
        <Logo size={36} />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
