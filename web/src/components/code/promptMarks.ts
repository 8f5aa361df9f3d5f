import { Decoration, type DecorationSet, EditorView, MatchDecorator, ViewPlugin, type ViewUpdate } from "@codemirror/view";

const variable = Decoration.mark({ class: "cm-variable" });
const reference = Decoration.mark({ class: "cm-reference" });

const matcher = new MatchDecorator({
  regexp: /\{\{\s*[^{}\n]+?\s*\}\}|@@@langfusePrompt:[^@\n]+@@@/g,
  decoration: (match) => (match[0].startsWith("{{") ? variable : reference),
});

/** Marks `{{variables}}` and references to other prompts. */
export const promptMarks = ViewPlugin.fromClass(
  class {
    marks: DecorationSet;
    constructor(view: EditorView) {
      this.marks = matcher.createDeco(view);
    }
    update(update: ViewUpdate) {
      this.marks = matcher.updateDeco(update, this.marks);
    }
  },
  { decorations: (plugin) => plugin.marks },
);
