import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, placeholder as hint } from "@codemirror/view";
import { minimalSetup } from "codemirror";
import { useEffect, useRef } from "react";
import { NONCE } from "../../lib/nonce";
import "../../styles/editor.css";
import { promptMarks } from "./promptMarks";
import { colours, look } from "./look";

export interface CodeEditorProps {
  value: string;
  onChange?: (value: string) => void;
  language: "json" | "prompt" | "text";
  /** What a screen reader calls it. */
  label: string;
  placeholder?: string;
  readOnly?: boolean;
  /** ⌘Enter or Ctrl+Enter. */
  onSubmit?: () => void;
  /** Takes the height it is given and scrolls, in place of growing with its text. */
  fill?: boolean;
  autoFocus?: boolean;
}

const languages: Record<CodeEditorProps["language"], () => Extension> = {
  json: () => [json(), linter(emptyIsFine(jsonParseLinter())), bracketMatching(), closeBrackets()],
  prompt: () => promptMarks,
  text: () => [],
};

/** JSON that is left out is no mistake. */
function emptyIsFine(check: ReturnType<typeof jsonParseLinter>): typeof check {
  return (view) => (view.state.doc.toString().trim() ? check(view) : []);
}

export default function CodeMirror(props: CodeEditorProps) {
  const { value, language, label, readOnly, fill, placeholder } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  const modes = useRef({ language: new Compartment(), locked: new Compartment() });
  latest.current = props;

  useEffect(() => {
    const made = new EditorView({
      parent: place.current as HTMLDivElement,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          keymap.of([
            {
              key: "Mod-Enter",
              run: () => {
                latest.current.onSubmit?.();
                return latest.current.onSubmit !== undefined;
              },
            },
            ...closeBracketsKeymap,
          ]),
          minimalSetup,
          EditorView.cspNonce.of(NONCE),
          indentOnInput(),
          syntaxHighlighting(colours),
          look,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
          placeholder ? hint(placeholder) : [],
          modes.current.language.of(languages[latest.current.language]()),
          modes.current.locked.of(lock(latest.current.readOnly)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange?.(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    if (latest.current.autoFocus) made.focus();
    return () => made.destroy();
    // The view is made once; what may change is told to it below.
  }, [label, placeholder]);

  useEffect(() => {
    const current = view.current;
    if (!current || current.state.doc.toString() === value) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({
      effects: [
        modes.current.language.reconfigure(languages[language]()),
        modes.current.locked.reconfigure(lock(readOnly)),
      ],
    });
  }, [language, readOnly]);

  return <div ref={place} className={fill ? "code-editor fill" : "code-editor"} />;
}

const lock = (readOnly: boolean | undefined): Extension =>
  readOnly ? [EditorState.readOnly.of(true)] : [];
