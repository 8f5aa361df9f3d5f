import type { Figures } from "../lib/types";

export function LevelBadge({ line }: { line: Pick<Figures, "errorCount" | "warningCount"> }) {
  if (line.errorCount > 0) {
    return <span className="badge error">{line.errorCount > 1 ? `${line.errorCount} errors` : "error"}</span>;
  }
  if (line.warningCount > 0) return <span className="badge warning">warning</span>;
  return <span className="quiet">ok</span>;
}

export function Tags({ tags }: { tags: string[] }) {
  return (
    <>
      {tags.map((tag) => (
        <span key={tag} className="badge">
          {tag}
        </span>
      ))}
    </>
  );
}
