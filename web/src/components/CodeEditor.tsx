import { lazy, Suspense } from "react";
import type { CodeEditorProps } from "./code/CodeMirror";

export type { CodeEditorProps } from "./code/CodeMirror";

const CodeMirror = lazy(() => import("./code/CodeMirror"));

/** An editor for JSON, prompts or text; its code is loaded when the first one is shown. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<div className="code-editor skeleton" role="status" aria-label="Loading" />}>
      <CodeMirror {...props} />
    </Suspense>
  );
}
