import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionStatus,
  startCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  keymap,
  placeholder as placeholderText,
} from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { Asked, QueryProblem, Word } from "../../lib/explore";
import { NONCE } from "../../lib/nonce";
import { colours, completion } from "./queryLanguage";

export interface EditorProps {
  text: string;
  asked: Asked;
  words: Word[];
  problem: QueryProblem | undefined;
  placeholder: string;
  /** Changes when the editor shall take the focus. */
  focus: number;
  onText: (text: string) => void;
  onApply: (text: string) => void;
}

const setProblem = StateEffect.define<QueryProblem | undefined>();
const MARK = Decoration.mark({ class: "q-problem" });

const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setProblem)) continue;
      const end = transaction.newDoc.length;
      const from = Math.min(effect.value?.start ?? 0, Math.max(0, end - 1));
      const to = Math.min(Math.max(effect.value?.end ?? 0, from + 1), end);
      return effect.value && to > from ? Decoration.set(MARK.range(from, to)) : Decoration.none;
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** One line of text in the query language. Enter applies it, so does leaving it. */
export function QueryEditor(props: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const now = useRef(props);
  useEffect(() => {
    now.current = props;
  });
  useEffect(() => {
    const apply = (editor: EditorView) => {
      closeCompletion(editor);
      now.current.onApply(editor.state.doc.toString());
      return true;
    };
    const made = new EditorView({
      parent: host.current as HTMLElement,
      state: EditorState.create({
        doc: now.current.text,
        selection: { anchor: now.current.text.length },
        extensions: [
          EditorView.cspNonce.of(NONCE),
          Prec.highest(
            keymap.of([
              { key: "Tab", run: acceptCompletion },
              {
                key: "Enter",
                run: (editor) =>
                  (completionStatus(editor.state) === "active" && acceptCompletion(editor)) ||
                  apply(editor),
              },
              {
                key: "Escape",
                run: (editor) => {
                  if (!closeCompletion(editor)) editor.contentDOM.blur();
                  return true;
                },
              },
              { key: "ArrowDown", run: openOrMove },
            ]),
          ),
          autocompletion({
            override: [
              completion(
                () => now.current.words,
                () => now.current.asked,
              ),
            ],
            activateOnTypingDelay: 60,
            icons: false,
            selectOnOpen: false,
            closeOnBlur: true,
          }),
          history(),
          keymap.of([...historyKeymap, ...defaultKeymap]),
          EditorState.transactionFilter.of((transaction) =>
            transaction.newDoc.lines > 1
              ? [
                  {
                    changes: {
                      from: 0,
                      to: transaction.startState.doc.length,
                      insert: transaction.newDoc.toString().replace(/\s*\n\s*/g, " "),
                    },
                  },
                ]
              : transaction,
          ),
          EditorView.contentAttributes.of({
            "aria-label": "Query",
            "aria-multiline": "false",
            autocapitalize: "off",
            spellcheck: "false",
          }),
          placeholderText(now.current.placeholder),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) now.current.onText(update.state.doc.toString());
          }),
          EditorView.domEventHandlers({
            blur: (_, editor) => {
              now.current.onApply(editor.state.doc.toString());
            },
            focus: (_, editor) => {
              if (editor.state.doc.length === 0) startCompletion(editor);
            },
          }),
          colours,
          marked,
          THEME,
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === props.text) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: props.text },
      selection: { anchor: props.text.length },
    });
  }, [props.text]);
  useEffect(() => {
    view.current?.dispatch({ effects: setProblem.of(props.problem) });
  }, [props.problem]);
  useEffect(() => {
    if (props.focus > 0) view.current?.focus();
  }, [props.focus]);
  return <div ref={host} className="query-editor" />;
}

function openOrMove(editor: EditorView): boolean {
  return completionStatus(editor.state) === null && startCompletion(editor);
}

const THEME = EditorView.theme({
  "&": { color: "var(--text)", fontFamily: "var(--mono)", fontSize: "12.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "1.5", overflowX: "auto", scrollbarWidth: "none" },
  ".cm-content": { padding: "4px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 2px" },
  ".cm-placeholder": { color: "var(--text-2)" },
  ".q-word": { color: "var(--accent)" },
  ".q-sign": { color: "var(--text-2)" },
  ".q-minus": { color: "var(--error)", fontWeight: "700" },
  ".q-problem": {
    textDecoration: "underline wavy var(--error)",
    textUnderlineOffset: "3px",
    backgroundColor: "var(--error-soft)",
  },
  ".cm-tooltip": {
    border: "1px solid var(--line)",
    borderRadius: "6px",
    backgroundColor: "var(--ground)",
    boxShadow: "var(--shadow)",
    zIndex: "30",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    maxHeight: "17em",
    maxWidth: "min(34em, 92vw)",
    fontFamily: "var(--mono)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    gap: "1em",
    justifyContent: "space-between",
    padding: "3px 9px",
    lineHeight: "1.45",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--accent-soft)",
    color: "var(--text)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": {
    color: "var(--text-2)",
    fontFamily: "var(--font)",
    fontStyle: "normal",
    marginLeft: "auto",
  },
});
