import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../lib/api";
import type { QueueItem } from "../../lib/annotation";
import type { Page } from "../../lib/types";
import { Button } from "../Button";
import { TextArea } from "../Field";
import { ErrorLine } from "../Problem";
import { Time } from "../Time";

interface Comment {
  id: string;
  content: string;
  createdAt: string;
}

/** What people have said about the thing that is scored. */
export function Comments(props: { projectId: string; item: QueueItem; writer: boolean }) {
  const { projectId, item, writer } = props;
  const client = useQueryClient();
  const [text, setText] = useState("");
  const key = ["comments", projectId, item.objectType, item.objectId];
  const comments = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      api<Page<Comment>>("/api/public/comments", {
        project: projectId,
        signal,
        query: { objectType: item.objectType, objectId: item.objectId, limit: 50 },
      }),
  });
  const add = useMutation({
    mutationFn: () =>
      api("/api/public/comments", {
        method: "POST",
        project: projectId,
        body: { projectId, objectType: item.objectType, objectId: item.objectId, content: text.trim() },
      }),
    onSuccess: () => {
      setText("");
      return client.invalidateQueries({ queryKey: key });
    },
  });
  const rows = comments.data?.data ?? [];
  return (
    <section className="work-comments" aria-label="Comments">
      <h3>Comments {rows.length > 0 && <small className="quiet">{rows.length}</small>}</h3>
      <ErrorLine error={comments.error} />
      <ul>
        {rows.map((comment) => (
          <li key={comment.id}>
            <p dir="auto">{comment.content}</p>
            <small className="quiet">
              <Time iso={comment.createdAt} />
            </small>
          </li>
        ))}
      </ul>
      {writer && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim()) add.mutate();
          }}
        >
          <TextArea label="New comment" rows={2} maxLength={5000} value={text} onChange={setText} />
          <ErrorLine error={add.error} />
          <p className="row end">
            <Button small submit busy={add.isPending} disabled={!text.trim()}>
              Comment
            </Button>
          </p>
        </form>
      )}
    </section>
  );
}
