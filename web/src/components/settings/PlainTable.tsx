import type { ReactNode } from "react";

/** A table of a settings page; it scrolls sideways by itself where it is too wide. */
export function PlainTable(props: { label: string; head: ReactNode[]; children: ReactNode }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={props.label}>
      <table className="plain-table">
        <thead>
          <tr>
            {props.head.map((each, index) => (
              <th scope="col" key={index}>
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}

/** Heading of a column of numbers. */
export function Numbers({ children }: { children: string }) {
  return <span className="number">{children}</span>;
}

/** Heading of a column that has only buttons. */
export function Actions() {
  return <span className="hidden">Actions</span>;
}
