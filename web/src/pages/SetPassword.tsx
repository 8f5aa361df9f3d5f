import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../components/Button";
import { TextField } from "../components/Field";
import { Gate } from "../components/Gate";
import { ErrorLine } from "../components/Problem";
import { api } from "../lib/api";

/** Where a link of the administrator's leads; its token stands behind the `#`. */
export function SetPassword() {
  const [token] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState("");
  const save = useMutation({
    mutationFn: () =>
      api("/api/auth/password-link", { method: "POST", body: { token, password } }),
    onSuccess: () => history.replaceState(history.state, "", location.pathname),
  });
  return (
    <Gate title="Set your password">
      {save.isSuccess ? (
        <>
          <p>Your password is set.</p>
          <Link className="button primary" to="/sign-in">
            Sign in
          </Link>
        </>
      ) : token ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <TextField
            label="New password"
            type="password"
            autoComplete="new-password"
            required
            minLength={8}
            hint="At least 8 characters."
            value={password}
            onChange={setPassword}
            autoFocus
          />
          <ErrorLine error={save.error} />
          <Button submit primary busy={save.isPending}>
            Set the password
          </Button>
        </form>
      ) : (
        <p>The link is cut off: open it as a whole, with everything behind the #.</p>
      )}
    </Gate>
  );
}
