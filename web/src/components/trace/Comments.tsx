import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "../../lib/api";
import { inertLine } from "../../lib/inert";
import type { Comment } from "../../lib/traceTypes";
import type { Page } from "../../lib/types";
import { Button } from "../Button";
import { IconButton } from "../IconButton";
import { ErrorLine } from "../Problem";
import { Time } from "../Time";
import { Prose } from "../text/Chat";

export type CommentedType = "TRACE" | "OBSERVATION" | "SESSION";

interface Props {
  projectId: string;
  objectType: CommentedType;
  objectId: string;
  mayWrite: boolean;
  /** Called after one was written or deleted. */
  onChange?: () => void;
}

/** What people say about a trace, an observation or a session. */
export function Comments({ projectId, objectType, objectId, mayWrite, onChange }: Props) {
  const client = useQueryClient();
  const root = `/api/projects/${encodeURIComponent(projectId)}/comments`;
  const key = ["comments", projectId, objectType, objectId];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      api<Page<Comment>>(root, { signal, query: { objectType, objectId, limit: 100 } }),
    staleTime: 30_000,
  });
  const [text, setText] = useState("");
  const changed = async () => {
    await client.invalidateQueries({ queryKey: key });
    onChange?.();
  };
  const write = useMutation({
    mutationFn: () =>
      api("/api/public/comments", {
        method: "POST",
        project: projectId,
        body: { projectId, objectType, objectId, content: text },
      }),
    onSuccess: () => {
      setText("");
      return changed();
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => api(`${root}/${encodeURIComponent(id)}`, { method: "DELETE" }),
    onSuccess: changed,
  });
  const comments = query.data?.data ?? [];
  const total = query.data?.meta.totalItems ?? 0;
  if (comments.length === 0 && !mayWrite) return null;
  return (
    <details className="fold comments" open={comments.length > 0 || undefined}>
      <summary>
        Comments <span className="quiet">{total || ""}</span>
      </summary>
      <ErrorLine error={query.error ?? write.error ?? remove.error} />
      <ol>
        {[...comments].reverse().map((comment) => (
          <li key={comment.id}>
            <header>
              <b>{inertLine(comment.authorName ?? comment.authorUserId ?? "Somebody")}</b>
              <Time iso={comment.createdAt} />
              {comment.mayDelete && mayWrite && (
                <IconButton
                  icon={Trash2}
                  aria-label="Delete the comment"
                  onClick={() => remove.mutate(comment.id)}
                />
              )}
            </header>
            <Prose text={comment.content} />
          </li>
        ))}
      </ol>
      {mayWrite && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim()) write.mutate();
          }}
        >
          <textarea
            className="input"
            aria-label="New comment"
            placeholder="Write a comment; Markdown works"
            rows={2}
            maxLength={5000}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && text.trim()) write.mutate();
            }}
          />
          <Button submit small busy={write.isPending} disabled={!text.trim()}>
            Comment
          </Button>
        </form>
      )}
    </details>
  );
}
