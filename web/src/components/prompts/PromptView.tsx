import { isPlaceholder, piecesOf, type PromptText } from "../../lib/prompts";

/** A prompt as it is written, with variables, placeholders and references marked. */
export function PromptView({ prompt }: { prompt: PromptText }) {
  if (typeof prompt === "string") {
    return (
      <div className="prompt-text" tabIndex={0} role="region" aria-label="Text of the prompt">
        <Marked text={prompt} />
      </div>
    );
  }
  return (
    <ol className="prompt-messages" aria-label="Messages of the prompt">
      {prompt.map((message, index) =>
        isPlaceholder(message) ? (
          <li key={index} className="prompt-placeholder">
            <span className="role">placeholder</span>
            <code>{message.name}</code>
            <span className="quiet">messages are put here when the prompt is used</span>
          </li>
        ) : (
          <li key={index} className="prompt-message" data-role={message.role}>
            <span className="role">{message.role}</span>
            <div className="prompt-text">
              <Marked text={message.content} />
            </div>
          </li>
        ),
      )}
    </ol>
  );
}

export function Marked({ text }: { text: string }) {
  return (
    <>
      {piecesOf(text).map((piece, index) =>
        piece.kind === "text" ? (
          piece.text
        ) : (
          <mark key={index} className={piece.kind}>
            {piece.text}
          </mark>
        ),
      )}
    </>
  );
}
