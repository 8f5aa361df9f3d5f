import { ArrowDown, ArrowUp, Braces, Plus, X } from "lucide-react";
import { type EditedMessage, newKey, newMessage, ROLES } from "../../lib/messages";
import { Button } from "../Button";
import { CodeEditor } from "../CodeEditor";
import { IconButton } from "../IconButton";
import { Select, optionsOf } from "../Select";

interface Props {
  messages: EditedMessage[];
  onChange: (messages: EditedMessage[]) => void;
  /** ⌘Enter in any of them. */
  onSubmit?: () => void;
}

/** Rows of a conversation: role, text, order; placeholders for messages that come later. */
export function MessagesEditor({ messages, onChange, onSubmit }: Props) {
  const replace = (at: number, by: Partial<EditedMessage>) =>
    onChange(messages.map((each, index) => (index === at ? { ...each, ...by } : each)));
  const move = (at: number, by: number) => {
    const next = [...messages];
    const [row] = next.splice(at, 1);
    if (row) next.splice(at + by, 0, row);
    onChange(next);
  };
  const last = messages.at(-1)?.role;
  return (
    <div className="messages-editor">
      <ol aria-label="Messages">
        {messages.map((message, index) => {
          const name = `Message ${index + 1}`;
          return (
            <li key={message.key} data-role={message.role} data-kind={message.kind}>
              <header>
                {message.kind === "placeholder" ? (
                  <span className="role">placeholder</span>
                ) : message.kind === "raw" ? (
                  <span className="role">{message.role} (JSON)</span>
                ) : (
                  <Select
                    quiet
                    small
                    label={`Role of message ${index + 1}`}
                    value={message.role}
                    options={optionsOf([...new Set([...ROLES, message.role])])}
                    onChange={(role) => replace(index, { role })}
                  />
                )}
                <span className="spring" />
                <IconButton
                  icon={ArrowUp}
                  aria-label={`Move message ${index + 1} up`}
                  disabled={index === 0}
                  onClick={() => move(index, -1)}
                />
                <IconButton
                  icon={ArrowDown}
                  aria-label={`Move message ${index + 1} down`}
                  disabled={index === messages.length - 1}
                  onClick={() => move(index, 1)}
                />
                <IconButton
                  icon={X}
                  aria-label={`Remove message ${index + 1}`}
                  onClick={() => onChange(messages.filter((_, at) => at !== index))}
                />
              </header>
              {message.kind === "placeholder" ? (
                <input
                  className="input"
                  aria-label="Name of the placeholder"
                  placeholder="history"
                  value={message.content}
                  onChange={(event) => replace(index, { content: event.target.value })}
                />
              ) : (
                <CodeEditor
                  label={name}
                  language={message.kind === "raw" ? "json" : "prompt"}
                  value={message.content}
                  onChange={(content) => replace(index, { content })}
                  onSubmit={onSubmit}
                />
              )}
            </li>
          );
        })}
      </ol>
      <div className="row">
        <Button
          small
          icon={Plus}
          onClick={() => onChange([...messages, newMessage(last === "user" ? "assistant" : "user")])}
        >
          Message
        </Button>
        <Button
          small
          icon={Braces}
          onClick={() =>
            onChange([...messages, { key: newKey(), kind: "placeholder", role: "", content: "" }])
          }
        >
          Placeholder
        </Button>
      </div>
    </div>
  );
}
