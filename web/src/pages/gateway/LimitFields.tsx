import { TextField } from "../../components/Field";
import { type Limited, listed, numbered } from "../../lib/gateway";

type Limits = Pick<Limited, "models" | "requestsPerMinute" | "tokensPerMinute">;

/** What keys, users and teams may be limited by; `limitsOf` reads it from their form. */
export function LimitFields({ known }: { known?: Limits }) {
  return (
    <>
      <TextField
        label="Models"
        name="models"
        placeholder="all"
        defaultValue={known?.models.join(", ")}
        hint="Separated by commas; claude-* is every name that begins so."
      />
      <div className="two">
        <TextField
          label="Requests a minute"
          name="requests"
          type="number"
          min={1}
          placeholder="no limit"
          defaultValue={known?.requestsPerMinute ?? ""}
        />
        <TextField
          label="Tokens a minute"
          name="tokens"
          type="number"
          min={1}
          placeholder="no limit"
          defaultValue={known?.tokensPerMinute ?? ""}
        />
      </div>
    </>
  );
}

export function limitsOf(form: FormData): Limits {
  return {
    models: listed(form.get("models")),
    requestsPerMinute: numbered(form.get("requests")),
    tokensPerMinute: numbered(form.get("tokens")),
  };
}
